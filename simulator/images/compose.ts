/** Puts one to three input images together on one canvas. */
import sharp, { type OverlayOptions } from 'sharp';
import type { Random } from '../random.ts';
import { cover, open, type RawImage, take } from './raw-image.ts';

/** Which input (index from 0) lies underneath: the one that the prompt puts others on, else the last. */
export const baseIndex = (prompt: string, count: number): number => {
  const target = /\b(?:onto|on|next to|into|in|to|beside|behind|over|with)\b[^.]*?\bimage\s*([123])\b/i.exec(prompt)?.[1];
  const chinese = /(?:放到|放在|移到|贴到)[^。]*?图(?:片|像)?\s*([123一二三])/.exec(prompt)?.[1];
  const word = target ?? chinese;
  const index = word === undefined ? count - 1 : '123'.includes(word) ? Number(word) - 1 : '一二三'.indexOf(word);
  return index < count ? index : count - 1;
};

/** Nothing. */
const CLEAR = '#00000000';

/** Pixels around a print for its shadow. */
const ROOM = 36;

/** One image as a print with a white border, turned a little, with transparent corners. */
const print = async (image: RawImage, width: number, height: number, degrees: number): Promise<Buffer> => {
  const border = Math.round(Math.min(width, height) * 0.035);
  const bordered = await open(image)
    .resize(width, height, { fit: 'inside' })
    .extend({ top: border, bottom: border, left: border, right: border, background: '#ffffff' })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const turned = await sharp(bordered)
    .ensureAlpha()
    .rotate(degrees, { background: CLEAR })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(turned)
    .extend({ top: ROOM, bottom: ROOM, left: ROOM, right: ROOM, background: CLEAR })
    .png({ compressionLevel: 0 })
    .toBuffer();
};

const shadowOf = async (card: Buffer): Promise<Buffer> => {
  const { data, info } = await sharp(card).extractChannel('alpha').raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: 1 as const };
  const mask = await sharp(data, { raw }).blur(11).linear(0.5, 0).extractChannel(0).raw().toBuffer();
  return sharp({ create: { width: info.width, height: info.height, channels: 3, background: '#000000' } })
    .joinChannel(mask, { raw })
    .png({ compressionLevel: 0 })
    .toBuffer();
};

/** Where the prints lie, by how many there are: middles as shares of width and height. */
const SPOTS: Readonly<Record<number, readonly (readonly [number, number])[]>> = {
  1: [[0.26, 0.54]],
  2: [
    [0.27, 0.33],
    [0.71, 0.56],
  ],
};

/**
 * Makes one image of the inputs: a single one fills the frame; of several, one lies underneath and the others lie on it
 * as prints, in their order from left to right, slightly different for each random sequence.
 */
export const compose = async (
  inputs: readonly RawImage[],
  prompt: string,
  size: { readonly width: number; readonly height: number },
  random: Random,
): Promise<RawImage> => {
  const below = baseIndex(prompt, inputs.length);
  const base = inputs[below];
  if (base === undefined) throw new Error('There is no input image to draw from.');
  const canvas = await cover(base, size.width, size.height);
  const others = inputs.filter((_, index) => index !== below);
  if (others.length === 0) return canvas;
  const layers: OverlayOptions[] = [];
  for (const [index, other] of others.entries()) {
    const [across, down] = SPOTS[others.length]?.[index] ?? [0.5, 0.5];
    const share = (others.length === 1 ? 0.42 : 0.38) * (0.94 + random() * 0.12);
    const card = await print(other, Math.round(size.width * share), Math.round(size.height * share), -5 + random() * 10);
    const { width, height } = await sharp(card).metadata();
    const left = Math.round(size.width * (across + (random() - 0.5) * 0.05) - width / 2);
    const top = Math.round(size.height * (down + (random() - 0.5) * 0.05 - 0.06) - height / 2);
    layers.push({ input: await shadowOf(card), left: left + 10, top: top + 14 }, { input: card, left, top });
  }
  return take(open(canvas).composite(layers));
};
