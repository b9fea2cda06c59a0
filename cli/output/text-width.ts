/** How wide a text is on a terminal, in columns, and texts cut or filled up to a width. A character is what a person sees as one: a grapheme. */
import stringWidth from 'string-width';

/** Columns that a text takes: two for a Chinese character or an emoji, none for what only joins or colours. */
export const widthOf = (text: string): number => stringWidth(text);

/** The text with blanks behind it up to `width` columns. */
export const padEnd = (text: string, width: number): string => `${text}${' '.repeat(Math.max(0, width - widthOf(text)))}`;

/** The most characters from the start that fit in `width` columns. */
export const cutEnd = (text: string, width: number): string =>
  widthOf(text) <= width ? text : fitting(charactersOf(text), width).join('');

/** The most characters from the end that fit in `width` columns. */
export const cutStart = (text: string, width: number): string =>
  widthOf(text) <= width ? text : fitting(charactersOf(text).toReversed(), width).toReversed().join('');

const segmenter = new Intl.Segmenter();

const charactersOf = (text: string): readonly string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

const fitting = (characters: readonly string[], width: number): readonly string[] => {
  let used = 0;
  const end = characters.findIndex((character) => {
    used += widthOf(character);
    return used > width;
  });
  return end < 0 ? characters : characters.slice(0, end);
};
