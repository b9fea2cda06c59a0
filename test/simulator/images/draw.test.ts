import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { baseIndex } from '#simulator/images/compose.ts';
import { drawImage } from '#simulator/images/draw.ts';
import { readInstructions } from '#simulator/images/instructions.ts';
import { decode, type RawImage } from '#simulator/images/raw-image.ts';
import { flatPng, scenePng } from '../sample-images.ts';

type Look = { readonly image: RawImage; readonly png: Uint8Array };

const draw = async (
  prompt: string,
  inputs: readonly Buffer[],
  more: { readonly seed?: number; readonly watermark?: boolean; readonly width?: number; readonly height?: number } = {},
): Promise<Look> => {
  const png = await drawImage({
    inputs: await Promise.all(inputs.map(decode)),
    prompt,
    negativePrompt: '',
    width: more.width ?? 960,
    height: more.height ?? 768,
    index: 0,
    count: 1,
    seed: more.seed ?? 1,
    watermark: more.watermark ?? false,
  });
  return { png, image: await decode(png) };
};

const pixel = (image: RawImage, across: number, down: number): readonly number[] => {
  const offset = (Math.round(down * (image.height - 1)) * image.width + Math.round(across * (image.width - 1))) * 3;
  return [...image.data.subarray(offset, offset + 3)];
};

/** Mean difference of two images of one size above the caption, 0 to 255. */
const difference = (one: RawImage, other: RawImage): number => {
  const upTo = Math.floor(one.width * one.height * 0.8) * 3;
  let sum = 0;
  for (let offset = 0; offset < upTo; offset += 1) sum += Math.abs((one.data[offset] ?? 0) - (other.data[offset] ?? 0));
  return sum / upTo;
};

/** Share of pixels for which the condition holds. */
const share = (image: RawImage, holds: (red: number, green: number, blue: number) => boolean): number => {
  let count = 0;
  for (let offset = 0; offset < image.data.length; offset += 3) {
    if (holds(image.data[offset] ?? 0, image.data[offset + 1] ?? 0, image.data[offset + 2] ?? 0)) count += 1;
  }
  return count / (image.width * image.height);
};

const scene = await scenePng(960, 768, 210);
/** Small images show as well that an instruction is followed, at a quarter of the work. */
const SMALL = { width: 480, height: 384 } as const;
const smallScene = await scenePng(SMALL.width, SMALL.height, 210);
const plain = (await draw('', [smallScene], SMALL)).image;

describe('a drawn image', () => {
  it('is a PNG of exactly the size asked for, the same every time, marked and captioned', async () => {
    const one = await draw('Give it some character', [scene]);
    const again = await draw('Give it some character', [scene]);
    expect(await sharp(one.png).metadata()).toMatchObject({ format: 'png', width: 960, height: 768, channels: 3 });
    expect(Buffer.from(one.png).equals(again.png)).toBe(true);
    const amber = share(one.image, (red, green, blue) => red === 255 && green === 190 && blue === 60);
    expect(amber).toBeGreaterThan(0.002);
  });

  it('differs visibly from its input and from its neighbours', async () => {
    const input = await decode(scene);
    const looks = await Promise.all([1, 2, 3, 4].map((seed) => draw('Give it some character', [scene], { seed })));
    for (const [index, { image }] of looks.entries()) {
      expect(difference(image, input)).toBeGreaterThan(8);
      for (const other of looks.slice(index + 1)) expect(difference(image, other.image)).toBeGreaterThan(2);
    }
  });

  it.each([
    'blur it',
    'invert',
    'at night',
    'sunset',
    'pencil sketch, to a sketch',
    'cartoon',
    'pixel art',
    'segment it',
    'outpaint',
    'zoom in',
    'mirror it',
    'flip it',
    'rotate 90',
    'vintage',
    'four-panel',
    'extract the house',
    'brighter',
    'darker',
    'make it glow',
    'paint it red',
    'background to pink',
  ])('follows "%s"', async (prompt) => {
    expect(readInstructions(prompt)).not.toEqual([]);
    expect(difference((await draw(prompt, [smallScene], SMALL)).image, plain)).toBeGreaterThan(3);
  });

  it('has no colour when black and white is asked for', async () => {
    const { image } = await draw('make it black and white', [scene]);
    for (const down of [0.1, 0.4, 0.7]) {
      const [red = 0, green = 0, blue = 0] = pixel(image, 0.3, down);
      expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(2);
    }
  });

  it('puts the watermark at the bottom right only when asked for', async () => {
    const corner = (image: RawImage) =>
      share(
        { ...image, data: image.data.subarray(image.width * 3 * 620, image.width * 3 * 700), height: 80 },
        (red, green, blue) => red + green + blue === 765,
      );
    expect(corner((await draw('at night', [scene])).image)).toBe(0);
    expect(corner((await draw('at night', [scene], { watermark: true })).image)).toBeGreaterThan(0.005);
  });

  it('writes a title where the prompt says', async () => {
    const white = (image: RawImage, across: number) => {
      let found = 0;
      for (let x = 0; x < 40; x += 1)
        for (let y = 0; y < 60; y += 1)
          if (pixel(image, across + x / 200, 0.03 + y / 500).every((value) => value === 255)) found += 1;
      return found;
    };
    const { image } = await draw('Add the title "HELLO" to the upper-left corner', [await flatPng(960, 768, '#224466')]);
    expect(white(image, 0.03)).toBeGreaterThan(50);
    expect(white(image, 0.7)).toBe(0);
  });
});

const red = await flatPng(600, 600, '#d02020');
const green = await flatPng(600, 600, '#20b040');
const blue = await flatPng(600, 600, '#2040d0');

describe('several inputs', () => {
  const areas = (image: RawImage) => ({
    red: share(image, (r, g, b) => r > g + 50 && r > b + 50),
    green: share(image, (r, g, b) => g > r + 40 && g > b + 40),
    blue: share(image, (r, g, b) => b > r + 50 && b > g + 50),
  });

  it('are all visible, the last one underneath', async () => {
    const { red: print, green: second, blue: below } = areas((await draw('together', [red, green, blue])).image);
    expect(Math.min(print, second)).toBeGreaterThan(0.05);
    expect(below).toBeGreaterThan(Math.max(print, second));
  });

  it('lie on the one that the prompt names', async () => {
    const onTwo = areas((await draw('Move image 1 onto image 2', [red, blue])).image);
    const onOne = areas((await draw('Move image 2 onto image 1', [red, blue])).image);
    expect(onTwo.blue).toBeGreaterThan(onTwo.red);
    expect(onOne.red).toBeGreaterThan(onOne.blue);
    expect(Math.min(onTwo.red, onOne.blue)).toBeGreaterThan(0.08);
    expect(baseIndex('把图1放到图2上', 2)).toBe(1);
    expect(baseIndex('put it on image 3', 2)).toBe(1);
  });
});
