import sharp from 'sharp';
import type { Random } from '../random.ts';
import type { Place } from './instructions.ts';
import { cover, edgeDistance, luma, mapPixels, open, type RawPicture, type Rgb, smoothStep, take } from './raw.ts';

/** Shows the middle of the picture larger; `share` is the part of each side that stays. */
export const zoom = async (picture: RawPicture, share: number, across = 0.5, down = 0.5): Promise<RawPicture> => {
  const width = Math.round(picture.width * share);
  const height = Math.round(picture.height * share);
  const left = Math.round((picture.width - width) * across);
  const top = Math.round((picture.height - height) * down);
  return take(open(picture).extract({ left, top, width, height }).resize(picture.width, picture.height));
};

/** Turns the picture and fills the frame again. */
export const rotate = async (picture: RawPicture, degrees: number): Promise<RawPicture> =>
  cover(await take(open(picture).rotate(degrees)), picture.width, picture.height);

/** Shows the whole picture smaller, with a soft edge, in a wider scene grown out of it. */
export const outpaint = async (picture: RawPicture): Promise<RawPicture> => {
  const { width, height } = picture;
  const share = 0.62;
  const scene = await take(
    open(picture)
      .blur(Math.max(8, width / 48))
      .modulate({ saturation: 0.9 }),
  );
  const small = await take(open(picture).resize(Math.round(width * share), Math.round(height * share)));
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
export const erase = async (picture: RawPicture, place: Place): Promise<RawPicture> => {
  const smooth = await take(open(picture).blur(Math.max(10, picture.width / 32)));
  const centreX = 0.5 + place.across * 0.29;
  const centreY = 0.5 + place.down * 0.35;
  return mapPixels(picture, (out, x, y) => {
    const distance = Math.max(Math.abs(x / picture.width - centreX) / 0.26, Math.abs(y / picture.height - centreY) / 0.2);
    const opacity = 1 - smoothStep(0.75, 1.05, distance);
    if (opacity === 0) return;
    const offset = (y * picture.width + x) * 3;
    for (const channel of [0, 1, 2] as const) out[channel] += ((smooth.data[offset + channel] ?? 0) - out[channel]) * opacity;
  });
};

/** Replaces what lies around the middle by a tone, keeping a breath of its light. */
export const background = (picture: RawPicture, colour: Rgb): RawPicture =>
  mapPixels(picture, (out, x, y) => {
    const opacity = smoothStep(0.62, 0.86, edgeDistance(picture, x, y)) * 0.94;
    const light = 0.9 + 0.1 * (luma(out[0], out[1], out[2]) / 255);
    for (const channel of [0, 1, 2] as const) out[channel] += (colour[channel] * light - out[channel]) * opacity;
  });

const tiles = (
  picture: RawPicture,
  parts: readonly { readonly picture: RawPicture; readonly left: number; readonly top: number }[],
  colour: string,
): Promise<RawPicture> => {
  const layers = parts.map((part) => ({
    input: Buffer.from(part.picture.data.buffer, part.picture.data.byteOffset, part.picture.data.byteLength),
    raw: { width: part.picture.width, height: part.picture.height, channels: 3 as const },
    left: part.left,
    top: part.top,
  }));
  return take(
    sharp({ create: { width: picture.width, height: picture.height, channels: 3, background: colour } }).composite(layers),
  );
};

/** Four views of the picture in a grid: whole, closer, mirrored, warmer. */
export const fourPanel = async (picture: RawPicture): Promise<RawPicture> => {
  const gap = Math.round(Math.min(picture.width, picture.height) * 0.015);
  const width = Math.floor((picture.width - 3 * gap) / 2);
  const height = Math.floor((picture.height - 3 * gap) / 2);
  const views = await Promise.all([
    picture,
    zoom(picture, 0.6, 0.5, 0.35),
    take(open(picture).flop()),
    take(open(picture).modulate({ brightness: 1.06, saturation: 1.25, hue: 14 })),
  ]);
  const parts = await Promise.all(
    views.map(async (view, index) => ({
      picture: await cover(view, width, height),
      left: gap + (index % 2) * (width + gap),
      top: gap + Math.floor(index / 2) * (height + gap),
    })),
  );
  return tiles(picture, parts, '#ffffff');
};

/** Details of the picture laid out neatly on white. */
export const extract = async (picture: RawPicture, random: Random): Promise<RawPicture> => {
  const side = Math.round(Math.min(picture.width * 0.46, picture.height * 0.39));
  const spots = [0.25, 0.75].flatMap((down) => [0.25, 0.75].map((across) => ({ across, down })));
  const parts = await Promise.all(
    spots.map(async ({ across, down }) => ({
      picture: await cover(await zoom(picture, 0.42, across + (random() - 0.5) * 0.3, down + (random() - 0.5) * 0.3), side, side),
      left: Math.round(picture.width * across - side / 2),
      top: Math.round(picture.height * (0.02 + down * 0.84) - side / 2),
    })),
  );
  return tiles(picture, parts, '#ffffff');
};
