/** What is written on a result: titles, detection boxes, the watermark, and the caption that says it is simulated. */
import type { Random } from '../random.ts';
import { VIVID } from './colours.ts';
import type { Place, TitleLine } from './instructions.ts';
import {
  type Area,
  createLettering,
  drawShadowedText,
  drawText,
  fillArea,
  frameArea,
  lineHeight,
  textWidth,
  wrapText,
} from './paint.ts';
import { luma, type RawImage } from './raw-image.ts';

/** Draws lines of text at a place, the first one large (in place). `below` pixels at the bottom stay free. */
export const drawTitle = async (image: RawImage, lines: readonly TitleLine[], place: Place, below: number): Promise<void> => {
  const margin = Math.round(image.width * 0.045);
  const texts = lines.map((line) => line.text);
  const set = await Promise.all(
    lines.map(async (line, index) => {
      let scale = Math.max(2, Math.round(image.width / (index === 0 ? 130 : 260)));
      let lettering = await createLettering(texts, scale);
      while (scale > 2 && textWidth(lettering, line.text) > image.width - 2 * margin) {
        scale -= 1;
        lettering = await createLettering(texts, scale);
      }
      return { line, lettering };
    }),
  );
  const height = set.reduce((sum, { lettering }) => sum + lineHeight(lettering), 0);
  const room = image.height - below;
  let y = place.down < 0 ? margin : place.down > 0 ? room - margin - height : Math.round((room - height) / 2);
  for (const { line, lettering } of set) {
    const free = image.width - textWidth(lettering, line.text);
    const x = place.across < 0 ? margin : place.across > 0 ? free - margin : Math.round(free / 2);
    drawShadowedText(image, lettering, { ...line, x, y });
    y += lineHeight(lettering);
  }
};

/** The busiest places of an image, apart from each other: where something is likely to be seen. */
const busiest = (image: RawImage, count: number, bottom: number, random: Random): readonly Area[] => {
  const side = Math.round(Math.min(image.width, image.height) * 0.3);
  const candidates = Array.from({ length: 60 }, () => {
    const x = Math.round(side * 0.1 + random() * (image.width - side * 1.2));
    const y = Math.round(side * 0.25 + random() * Math.max(1, image.height - bottom - side * 1.4));
    let change = 0;
    for (let step = 0; step < 400; step += 1) {
      const at = ((y + ((step * 37) % side)) * image.width + x + ((step * 101) % (side - 8))) * 3;
      const light = (offset: number): number =>
        luma(image.data[offset] ?? 0, image.data[offset + 1] ?? 0, image.data[offset + 2] ?? 0);
      change += Math.abs(light(at) - light(at + 18));
    }
    return { area: { x, y, width: side, height: Math.round(side * (0.85 + random() * 0.3)) }, change };
  }).sort((one, other) => other.change - one.change);
  const chosen: Area[] = [];
  for (const { area } of candidates) {
    const apart = chosen.every((other) => Math.hypot(area.x - other.x, area.y - other.y) > side * 0.9);
    if (apart && chosen.length < count) chosen.push(area);
  }
  return chosen;
};

/** Draws one labelled box for each name (in place). */
export const drawDetections = async (
  image: RawImage,
  labels: readonly string[],
  below: number,
  random: Random,
): Promise<void> => {
  const scale = Math.max(2, Math.round(image.width / 420));
  const lettering = await createLettering(labels, scale);
  for (const [index, area] of busiest(image, labels.length, below, random).entries()) {
    const label = labels[index] ?? 'object';
    const colour = VIVID[(index * 2 + 4) % VIVID.length] ?? [255, 255, 255];
    frameArea(image, area, colour, scale + 1);
    const tag = {
      x: area.x,
      y: area.y - lineHeight(lettering),
      width: textWidth(lettering, label) + 6 * scale,
      height: lineHeight(lettering),
    };
    fillArea(image, tag, colour);
    drawText(image, lettering, { text: label, x: tag.x + 3 * scale, y: tag.y + 2 * scale, colour: [16, 18, 24] });
  }
};

/** The mark that the service itself can put on its images: bottom right, above the caption (in place). */
export const drawWatermark = async (image: RawImage, below: number): Promise<void> => {
  const text = 'AI-generated';
  const lettering = await createLettering([text], Math.max(2, Math.round(image.width / 420)));
  const margin = 6 * lettering.scale;
  const x = image.width - textWidth(lettering, text) - margin;
  const y = image.height - below - lineHeight(lettering) - margin / 2;
  drawShadowedText(image, lettering, { text, x, y, colour: [255, 255, 255] });
};

/** A caption at the bottom that is ready to be drawn. */
export interface Caption {
  /** Pixels it takes at the bottom. */
  readonly height: number;
  draw(image: RawImage): void;
}

const INK = [17, 20, 27] as const;
const PAPER = [240, 238, 232] as const;
const AMBER = [255, 190, 60] as const;
const MUTED = [150, 156, 168] as const;

/** Prepares the strip that says that the image is simulated, how it was made and what was asked for. */
export const prepareCaption = async (width: number, prompt: string, details: string): Promise<Caption> => {
  const mark = 'SIMULATED';
  const scale = Math.max(2, Math.round(width / 460));
  const lettering = await createLettering([mark, prompt, details], scale);
  const small = await createLettering([details], Math.max(1, scale - 1));
  const margin = 7 * scale;
  const lines = wrapText(lettering, prompt, width - 2 * margin, 2);
  const tagHeight = 11 * scale;
  const height = margin + tagHeight + 4 * scale + lines.length * lineHeight(lettering) + margin - 4 * scale;
  return {
    height,
    draw(image) {
      const top = image.height - height;
      fillArea(image, { x: 0, y: top, width, height }, INK, 0.9);
      fillArea(image, { x: 0, y: top, width, height: scale }, AMBER);
      const tag = { x: margin, y: top + margin, width: textWidth(lettering, mark) + 6 * scale, height: tagHeight };
      fillArea(image, tag, AMBER);
      drawText(image, lettering, { text: mark, x: tag.x + 3 * scale, y: tag.y + 2 * scale, colour: INK });
      drawText(image, small, { text: details, x: tag.x + tag.width + 4 * scale, y: tag.y + 2 * scale, colour: MUTED });
      let y = tag.y + tagHeight + 4 * scale;
      for (const line of lines) {
        drawText(image, lettering, { text: line, x: margin, y, colour: PAPER });
        y += lineHeight(lettering);
      }
    },
  };
};
