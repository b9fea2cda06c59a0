/**
 * Text that people write: carried exactly or refused, never silently changed beyond Unicode's canonical form.
 *
 * A prompt is paid for, so characters that a person cannot see but a model (or a log, or a terminal) obeys are refused:
 * control characters other than line feed and tab, the bidirectional overrides and isolates (Unicode TR 36, 3.2), and halves of
 * surrogate pairs. Joiners and variation selectors stay: emoji and several scripts need them.
 */

/** Number of characters as the service counts them: code points, not UTF-16 units. */
export const characterCount = (text: string): number => {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
};

/** Canonical form: composed (NFC), with line feeds for every line end. */
export const normaliseText = (text: string): string => text.normalize('NFC').replace(/\r\n?/g, '\n');

const isForbidden = (code: number): boolean =>
  (code < 0x20 && code !== 0x09 && code !== 0x0a) ||
  (code >= 0x7f && code <= 0x9f) ||
  (code >= 0x202a && code <= 0x202e) ||
  (code >= 0x2066 && code <= 0x2069) ||
  (code >= 0xd800 && code <= 0xdfff);

/** Why a normalised text is not accepted, with the place of the first character that is in the way; undefined when it is fine. */
export const textProblem = (text: string): string | undefined => {
  let position = 0;
  for (const character of text) {
    position += 1;
    const code = character.codePointAt(0) ?? 0;
    if (isForbidden(code)) {
      return `character ${position} is U+${code.toString(16).toUpperCase().padStart(4, '0')}, an invisible control character; remove it`;
    }
  }
  return undefined;
};

/** What a person could see: anything but blanks, controls, joiners and fillers, the empty braille pattern, and marks without a letter. */
const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Whether nothing of a text can be seen: to a person it is empty, whatever it holds. */
export const isInvisible = (text: string): boolean => !VISIBLE.test(text);
