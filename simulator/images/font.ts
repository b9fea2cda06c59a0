/** A pixel font for ASCII: the same letters on every machine, whatever fonts it has. */

/** Height of a letter above the line, in font pixels; descenders take one more. */
export const FONT_HEIGHT = 7;

/**
 * Five columns per printable ASCII character from the space on, two hexadecimal digits each, lowest bit on top.
 * Having our own letters keeps every image the same on machines with and without fonts.
 */
const COLUMNS =
  '0000000000 00005F0000 0007000700 147F147F14 242A7F2A12 2313086462 3649552250 0005030000 001C224100 0041221C00 14083E0814 ' +
  '08083E0808 00A0600000 0808080808 0060600000 2010080402 3E5149453E 00427F4000 4261514946 2141454B31 1814127F10 2745454539 ' +
  '3C4A494930 0171090503 3649494936 064949291E 0036360000 00AC6C0000 0814224100 1414141414 0041221408 0201510906 324979413E ' +
  '7E1111117E 7F49494936 3E41414122 7F4141221C 7F49494941 7F09090901 3E4149497A 7F0808087F 00417F4100 2040413F01 7F08142241 ' +
  '7F40404040 7F020C027F 7F0408107F 3E4141413E 7F09090906 3E4151215E 7F09192946 4649494931 01017F0101 3F4040403F 1F2040201F ' +
  '3F4038403F 6314081463 0708700807 6151494543 007F414100 0204081020 0041417F00 0402010204 4040404040 0001020400 2054545478 ' +
  '7F48444438 3844444420 384444487F 3854545418 087E090102 18A4A4A47C 7F08040478 00447D4000 4080847D00 7F10284400 00417F4000 ' +
  '7C04180478 7C08040478 3844444438 FC24242418 18242424FC 7C08040408 4854545420 043F444020 3C4040207C 1C2040201C 3C4030403C ' +
  '4428102844 1CA0A0A07C 4464544C44 0008364100 00007F0000 0041360800 1008081008';

const FIRST = 0x20;

const trim = (columns: readonly number[]): readonly number[] => {
  const inked = columns.flatMap((column, index) => (column === 0 ? [] : [index]));
  const first = inked[0];
  return first === undefined ? [0, 0, 0] : columns.slice(first, (inked.at(-1) ?? first) + 1);
};

const GLYPHS: ReadonlyMap<string, readonly number[]> = new Map(
  COLUMNS.split(' ').map((hex, index) => [
    String.fromCharCode(FIRST + index),
    trim([0, 2, 4, 6, 8].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))),
  ]),
);

/** The columns of a printable ASCII character, without empty ones at its sides (lowest bit on top), or undefined for others. */
export const asciiGlyph = (character: string): readonly number[] | undefined => GLYPHS.get(character);
