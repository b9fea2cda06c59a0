/**
 * Whether a prompt that the service gives back is the one that was sent. Services, proxies and consoles alter texts on the way (letters as
 * question marks, white space collapsed, texts cut, escaped or decoded wrongly), so only a clearly different prompt is somebody else's.
 */

/** `same`: the same letters and digits. `different`: clearly another text. `unclear`: neither can be said. */
export type PromptLikeness = 'same' | 'different' | 'unclear';

/** Texts with fewer letters and digits than this say nothing. */
const LEAST_LETTERS = 4;

/** Share of the runs of three letters below which two texts are different. Assumed: unrelated ones share up to a tenth. */
const DIFFERENT_BELOW = 0.25;

/** Characters looked at of each text: the longest prompt with nine characters, as `%e4%bd%a0`, for each of its own, and some more. */
const MAX_CHARACTERS = 20_000;

/** Compares the prompt that was sent with one that was given back. */
export const promptLikeness = (sent: string, given: string): PromptLikeness => {
  if (sent.trim() === given.trim()) return 'same';
  const [ours, theirs] = [sent.slice(0, MAX_CHARACTERS), given.slice(0, MAX_CHARACTERS)];
  const wanted = lettersOf(ours);
  const readings = readingsOf(theirs);
  const letters = readings.map(lettersOf);
  if (garbledFormsOf(ours).some((form) => form.trim().length >= LEAST_LETTERS && form.trim() === theirs.trim())) return 'same';
  if (wanted.length < LEAST_LETTERS) return 'unclear';
  if (letters.some((found) => found === wanted || isBeginning(found, wanted))) return 'same';
  if (letters.some((found) => found.length < LEAST_LETTERS)) return 'unclear';
  const isLike =
    readings.some((reading) => sharedRuns(ours, reading) >= DIFFERENT_BELOW) ||
    garbledFormsOf(ours).some((form) => lettersOf(form).length >= LEAST_LETTERS && sharedRuns(form, theirs) >= DIFFERENT_BELOW);
  return isLike ? 'unclear' : 'different';
};

/** As many letters and digits of the beginning say as much as the whole text: what is compared is inside the window of one create already. */
const LEAST_BEGINNING = 16;

const isBeginning = (found: string, wanted: string): boolean => found.length >= LEAST_BEGINNING && wanted.startsWith(found);

const MARKS = /\p{M}+/gu;

/**
 * Letters and digits alone, without accents, in upper case: `ß` and `SS` are one, and so are both small sigmas. The marks go first, since
 * Unicode's normal forms take quadratic time over long runs of them.
 */
const lettersOf = (text: string): string => bare(bare(text).toLowerCase().toUpperCase()).replace(/[^\p{L}\p{N}]/gu, '');

const bare = (text: string): string => text.replace(MARKS, '').normalize('NFKD').replace(MARKS, '');

/** What stands where a character was lost. */
const LOST = '\ufffd';

/** The text as it stands, and as it reads once what can be taken off again is taken off. */
const readingsOf = (text: string): readonly string[] => [text, withoutEscapes(text), withoutPercents(text)];

const withoutEscapes = (text: string): string =>
  text
    .replace(/\\U([0-9a-fA-F]{8})/g, hexadecimal)
    .replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/gi, (all, four?: string, two?: string) => hexadecimal(all, four ?? two ?? ''))
    .replace(/&#x([0-9a-f]{1,6});/gi, hexadecimal)
    .replace(/&#(\d{1,7});/g, (_all, digits: string) => characterOf(Number(digits)))
    .replace(/&[a-z][a-z0-9]{1,30};/gi, LOST)
    // The text may be cut in the middle of an escape, whose digits are no letters of it.
    .replace(/(?:\\[ux][0-9a-f]{0,7}|&#?[a-z0-9]{0,7})$/i, '');

const hexadecimal = (_all: string, digits: string): string => characterOf(Number.parseInt(digits, 16));

const characterOf = (code: number): string => (code <= 0x10ffff ? String.fromCodePoint(code) : LOST);

/** Percent-encoding taken off, byte by byte: a text that is cut in the middle of a character loses that one alone. */
const withoutPercents = (text: string): string =>
  text
    .replace(/%[0-9a-f]?$/i, '')
    .replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'));

/** Encodings that UTF-8 is taken for by mistake: those of Windows in Western Europe and in China. */
const MISTAKEN = ['windows-1252', 'gbk'] as const;

/** What becomes of a text that is decoded wrongly, or written in ASCII without what this lacks, or in capitals where those are more letters. */
const garbledFormsOf = (text: string): readonly string[] => {
  const bytes = Buffer.from(text, 'utf8');
  const decoded = MISTAKEN.map((encoding) => new TextDecoder(encoding).decode(bytes));
  return [bytes.toString('latin1'), ...decoded, text.replace(/\P{ASCII}/gu, ''), text.toUpperCase()];
};

const RUN = 3;

/** Share of the runs of three letters of the text with fewer of them that the other has too, 0 to 1. */
const sharedRuns = (a: string, b: string): number => {
  const [fewer, more] = [runsOf(a), runsOf(b)].sort((one, other) => one.size - other.size);
  if (fewer === undefined || more === undefined || fewer.size === 0) return 1;
  return [...fewer].filter((run) => more.has(run)).length / fewer.size;
};

/** Runs of letters; none reaches across a place where characters may be lost, since what stood there is not known. */
const runsOf = (text: string): ReadonlySet<string> => {
  const runs = new Set<string>();
  for (const piece of text.split(/[?\ufffd]+/u)) {
    const characters = [...lettersOf(piece)];
    for (let at = 0; at + RUN <= characters.length; at += 1) runs.add(characters.slice(at, at + RUN).join(''));
  }
  return runs;
};
