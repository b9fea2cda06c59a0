/**
 * Bitmaps of the letters of a text: the pixel font for ASCII, the system's fonts for everything else. Ours, so that an image with a
 * title has the same bytes on every machine.
 */
import sharp from 'sharp';
import { asciiGlyph, FONT_HEIGHT } from './font.ts';

/** One character ready to be drawn: how opaque each pixel is, row by row. */
export interface Glyph {
  readonly width: number;
  readonly height: number;
  readonly alpha: Uint8Array;
  /** Pixels by which it is lifted above the line, for characters taller than our own letters. */
  readonly lift: number;
}

/** Characters by themselves, at one scale (pixels per font pixel). */
export type Glyphs = ReadonlyMap<string, Glyph>;

/** Side of the square that a character from a font takes, in font pixels. */
const CELL = 9;

/** A character that no font has: what it looks like tells a missing character from a present one. */
const MISSING = '\u{E000}';

const PUNCTUATION: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '，': ',',
  '。': '.',
  '：': ':',
  '；': ';',
  '！': '!',
  '？': '?',
  '（': '(',
  '）': ')',
  '「': '"',
  '」': '"',
  '×': 'x',
  '\u00a0': ' ',
};

/** Replaces punctuation and accents by their ASCII shapes where there are such. */
export const simplify = (text: string): string =>
  [...text]
    .map((character) => {
      const replaced = PUNCTUATION[character];
      if (replaced !== undefined) return replaced;
      const plain = character.normalize('NFD').replace(/\p{M}/gu, '');
      return plain.length === 1 && asciiGlyph(plain) !== undefined ? plain : /\s/.test(character) ? ' ' : character;
    })
    .join('');

const fromColumns = (columns: readonly number[], scale: number): Glyph => {
  const width = columns.length * scale;
  const height = (FONT_HEIGHT + 1) * scale;
  const alpha = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const column = columns[Math.floor(x / scale)] ?? 0;
      if ((column >> Math.floor(y / scale)) & 1) alpha[y * width + x] = 255;
    }
  }
  return { width, height, alpha, lift: 0 };
};

const box = (scale: number): Glyph => fromColumns([0x7f, 0x41, 0x41, 0x41, 0x7f], scale);

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

/** Draws characters with whatever fonts the machine has, each in its own square; a missing one becomes a box. */
const fromFonts = async (characters: readonly string[], scale: number): Promise<Glyphs> => {
  const side = CELL * scale;
  const cells = [MISSING, ...characters].map(
    (character, index) =>
      `<text x="${index * side}" y="${side * 0.86}" font-size="${side * 0.94}" font-family="sans-serif">${escapeXml(character)}</text>`,
  );
  const total = side * cells.length;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="${side}">${cells.join('')}</svg>`;
  const alpha = await sharp(Buffer.from(svg)).extractChannel('alpha').raw().toBuffer();
  const cell = (index: number): Uint8Array => {
    const cut = new Uint8Array(side * side);
    for (let y = 0; y < side; y += 1) cut.set(alpha.subarray(y * total + index * side, y * total + (index + 1) * side), y * side);
    return cut;
  };
  const missing = Buffer.from(cell(0));
  return new Map(
    characters.map((character, index) => {
      const cut = cell(index + 1);
      const absent = cut.every((value) => value === 0) || missing.equals(cut);
      return [character, absent ? box(scale) : { width: side, height: side, alpha: cut, lift: scale }];
    }),
  );
};

/** Prepares every character of the texts at one scale. */
export const prepareGlyphs = async (texts: readonly string[], scale: number): Promise<Glyphs> => {
  const characters = [...new Set([...texts.map(simplify).join('')])];
  const glyphs = new Map<string, Glyph>();
  const foreign: string[] = [];
  for (const character of characters) {
    const columns = asciiGlyph(character);
    if (columns === undefined) foreign.push(character);
    else glyphs.set(character, fromColumns(columns, scale));
  }
  if (foreign.length > 0) for (const [character, glyph] of await fromFonts(foreign, scale)) glyphs.set(character, glyph);
  return glyphs;
};
