/** Painting on a bitmap: areas, frames and text. */
import { FONT_HEIGHT } from './font.ts';
import { type Glyphs, prepareGlyphs, simplify } from './glyphs.ts';
import type { RawImage, Rgb } from './raw-image.ts';

/** A rectangle in pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Lays a colour over one pixel of the image (in place); outside positions are ignored. */
const blend = (image: RawImage, x: number, y: number, colour: Rgb, opacity: number): void => {
  if (x < 0 || y < 0 || x >= image.width || y >= image.height) return;
  const offset = (y * image.width + x) * 3;
  for (let channel = 0; channel < 3; channel += 1) {
    const below = image.data[offset + channel] ?? 0;
    image.data[offset + channel] = below + ((colour[channel] ?? 0) - below) * opacity;
  }
};

/** Fills an area of the image (in place). Opacity 0 to 1. */
export const fillArea = (image: RawImage, area: Area, colour: Rgb, opacity = 1): void => {
  for (let y = area.y; y < area.y + area.height; y += 1) {
    for (let x = area.x; x < area.x + area.width; x += 1) blend(image, x, y, colour, opacity);
  }
};

/** Draws the outline of an area (in place). */
export const frameArea = (image: RawImage, area: Area, colour: Rgb, thickness: number): void => {
  const { x, y, width, height } = area;
  fillArea(image, { x, y, width, height: thickness }, colour);
  fillArea(image, { x, y: y + height - thickness, width, height: thickness }, colour);
  fillArea(image, { x, y, width: thickness, height }, colour);
  fillArea(image, { x: x + width - thickness, y, width: thickness, height }, colour);
};

/** Letters of one scale and how they are set. */
export interface Lettering {
  readonly scale: number;
  readonly glyphs: Glyphs;
}

/** Prepares lettering for the texts that will be drawn with it. */
export const createLettering = async (texts: readonly string[], scale: number): Promise<Lettering> => ({
  scale,
  glyphs: await prepareGlyphs([...texts, ' .'], scale),
});

/** Height of one line of text in pixels, with its spacing. */
export const lineHeight = (lettering: Lettering): number => (FONT_HEIGHT + 4) * lettering.scale;

/** Width of a text in pixels. */
export const textWidth = (lettering: Lettering, text: string): number =>
  [...simplify(text)].reduce(
    (sum, character) => sum + (lettering.glyphs.get(character)?.width ?? 0) + lettering.scale,
    -lettering.scale,
  );

/** A line of text with its upper-left corner at x, y. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly colour: Rgb;
}

/** Draws a line of text (in place). Opacity 0 to 1. */
export const drawText = (image: RawImage, lettering: Lettering, { text, x, y, colour }: PlacedText, opacity = 1): void => {
  let left = x;
  for (const character of simplify(text)) {
    const glyph = lettering.glyphs.get(character);
    if (glyph === undefined) continue;
    for (let row = 0; row < glyph.height; row += 1) {
      for (let column = 0; column < glyph.width; column += 1) {
        const ink = glyph.alpha[row * glyph.width + column] ?? 0;
        if (ink > 0) blend(image, left + column, y + row - glyph.lift, colour, (ink / 255) * opacity);
      }
    }
    left += glyph.width + lettering.scale;
  }
};

/** Draws a line of text with a dark shadow, readable on any image (in place). */
export const drawShadowedText = (image: RawImage, lettering: Lettering, line: PlacedText): void => {
  const offset = Math.max(1, Math.round(lettering.scale / 2));
  drawText(image, lettering, { ...line, x: line.x + offset, y: line.y + offset, colour: [0, 0, 0] }, 0.55);
  drawText(image, lettering, line);
};

const cutToWidth = (lettering: Lettering, text: string, width: number): string => {
  if (textWidth(lettering, text) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(lettering, `${characters.join('')}...`) > width) characters.pop();
  return `${characters.join('').trimEnd()}...`;
};

/** Breaks a text into at most `lines` lines that fit the width; what is left over ends in dots. */
export const wrapText = (lettering: Lettering, text: string, width: number, lines: number): readonly string[] => {
  const wrapped: string[] = [];
  let rest = text.trim();
  while (rest !== '' && wrapped.length < lines) {
    if (wrapped.length === lines - 1) return [...wrapped, cutToWidth(lettering, rest, width)];
    const characters = [...rest];
    let end = characters.length;
    while (end > 1 && textWidth(lettering, characters.slice(0, end).join('')) > width) end -= 1;
    const space = end < characters.length ? characters.slice(0, end + 1).lastIndexOf(' ') : -1;
    if (space > 0) end = space;
    wrapped.push(characters.slice(0, end).join('').trim());
    rest = characters.slice(end).join('').trim();
  }
  return wrapped;
};
