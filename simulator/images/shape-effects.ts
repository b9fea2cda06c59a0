/** Effects that move or replace parts of an image: zoom, rotate, outpaint, erase, background, panels. */
import sharp from 'sharp';
import type { Random } from '../random.ts';
import type { Place } from './instructions.ts';
import { cover, edgeDistance, luma, mapPixels, open, type RawImage, type Rgb, smoothStep, take } from './raw-image.ts';

/** Shows the middle of the image larger; `share` is the part of each side that stays. */
export const zoom = async (image: RawImage, share: number, across = 0.5, down = 0.5): Promise<RawImage> => {
  const width = Math.round(image.width * share);
  const height = Math.round(image.height * share);
  const left = Math.round((image.width - width) * across);
  const top = Math.round((image.height - height) * down);
  return take(open(image).extract({ left, top, width, height }).resize(image.width, image.height));
};

/** Turns the image and fills the frame again. */
export const rotate = async (image: RawImage, degrees: number): Promise<RawImage> =>
  cover(await take(open(image).rotate(degrees)), image.width, image.height);

/** Shows the whole image smaller, with a soft edge, in a wider scene grown out of it. */
export const outpaint = async (image: RawImage): Promise<RawImage> => {
  const { width, height } = image;
  const share = 0.62;
  const scene = await take(
    open(image)
      .blur(Math.max(8, width / 48))
      .modulate({ saturation: 0.9 }),
  );
  const small = await take(open(image).resize(Math.round(width * share), Math.round(height * share)));
  const left = Math.round((width - small.width) / 2);
  const top = Math.round((height - small.height) / 2);
  const soft = Math.min(width, height) * 0.05;
  return mapPixels(scene, (out, x, y) => {
    const inside = Math.min(x - left, y - top, left + small.width - 1 - x, top + small.height - 1 - y);
    if (inside < 0) return;
    const opacity = smoothStep(0, soft, inside);
    const offset = ((y - top) * small.width + (x - left)) * 3;
    for (const channel of [0, 1, 2] as const) out[channel] += ((small.data[offset + channel] ?? 0) - out[channel]) * opacity;
  });
};

/** Makes what is in one region unreadable by smoothing it away. */
export const erase = async (image: RawImage, place: Place): Promise<RawImage> => {
  const smooth = await take(open(image).blur(Math.max(10, image.width / 32)));
  const centreX = 0.5 + place.across * 0.29;
  const centreY = 0.5 + place.down * 0.35;
  return mapPixels(image, (out, x, y) => {
    const distance = Math.max(Math.abs(x / image.width - centreX) / 0.26, Math.abs(y / image.height - centreY) / 0.2);
    const opacity = 1 - smoothStep(0.75, 1.05, distance);
    if (opacity === 0) return;
    const offset = (y * image.width + x) * 3;
    for (const channel of [0, 1, 2] as const) out[channel] += ((smooth.data[offset + channel] ?? 0) - out[channel]) * opacity;
  });
};

/** Replaces what lies around the middle by a tone, keeping a breath of its light. */
export const background = (image: RawImage, colour: Rgb): RawImage =>
  mapPixels(image, (out, x, y) => {
    const opacity = smoothStep(0.62, 0.86, edgeDistance(image, x, y)) * 0.94;
    const light = 0.9 + 0.1 * (luma(out[0], out[1], out[2]) / 255);
    for (const channel of [0, 1, 2] as const) out[channel] += (colour[channel] * light - out[channel]) * opacity;
  });

const tiles = (
  image: RawImage,
  parts: readonly { readonly image: RawImage; readonly left: number; readonly top: number }[],
  colour: string,
): Promise<RawImage> => {
  const layers = parts.map((part) => ({
    input: Buffer.from(part.image.data.buffer, part.image.data.byteOffset, part.image.data.byteLength),
    raw: { width: part.image.width, height: part.image.height, channels: 3 as const },
    left: part.left,
    top: part.top,
  }));
  return take(sharp({ create: { width: image.width, height: image.height, channels: 3, background: colour } }).composite(layers));
};

/** Four views of the image in a grid: whole, closer, mirrored, warmer. */
export const fourPanel = async (image: RawImage): Promise<RawImage> => {
  const gap = Math.round(Math.min(image.width, image.height) * 0.015);
  const width = Math.floor((image.width - 3 * gap) / 2);
  const height = Math.floor((image.height - 3 * gap) / 2);
  const views = await Promise.all([
    image,
    zoom(image, 0.6, 0.5, 0.35),
    take(open(image).flop()),
    take(open(image).modulate({ brightness: 1.06, saturation: 1.25, hue: 14 })),
  ]);
  const parts = await Promise.all(
    views.map(async (view, index) => ({
      image: await cover(view, width, height),
      left: gap + (index % 2) * (width + gap),
      top: gap + Math.floor(index / 2) * (height + gap),
    })),
  );
  return tiles(image, parts, '#ffffff');
};

/** Details of the image laid out neatly on white. */
export const extract = async (image: RawImage, random: Random): Promise<RawImage> => {
  const side = Math.round(Math.min(image.width * 0.46, image.height * 0.39));
  const spots = [0.25, 0.75].flatMap((down) => [0.25, 0.75].map((across) => ({ across, down })));
  const parts = await Promise.all(
    spots.map(async ({ across, down }) => ({
      image: await cover(await zoom(image, 0.42, across + (random() - 0.5) * 0.3, down + (random() - 0.5) * 0.3), side, side),
      left: Math.round(image.width * across - side / 2),
      top: Math.round(image.height * (0.02 + down * 0.84) - side / 2),
    })),
  );
  return tiles(image, parts, '#ffffff');
};
