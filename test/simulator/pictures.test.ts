import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { createSimulator, type Simulator } from '#simulator/index.ts';
import { decodeBmp } from '#simulator/pictures/bmp.ts';
import { baseIndex } from '#simulator/pictures/compose.ts';
import { drawPicture } from '#simulator/pictures/draw.ts';
import { readInstructions } from '#simulator/pictures/instructions.ts';
import { decode, type RawPicture } from '#simulator/pictures/raw.ts';
import { dataUri, flatPng, scenePng } from './sample-pictures.ts';

type Look = { readonly picture: RawPicture; readonly png: Uint8Array };

const draw = async (
  prompt: string,
  inputs: readonly Buffer[],
  more: { readonly seed?: number; readonly watermark?: boolean } = {},
): Promise<Look> => {
  const png = await drawPicture({
    inputs: await Promise.all(inputs.map(decode)),
    prompt,
    negativePrompt: '',
    width: 960,
    height: 768,
    index: 0,
    count: 1,
    seed: more.seed ?? 1,
    watermark: more.watermark ?? false,
  });
  return { png, picture: await decode(png) };
};

const pixel = (picture: RawPicture, across: number, down: number): readonly number[] => {
  const offset = (Math.round(down * (picture.height - 1)) * picture.width + Math.round(across * (picture.width - 1))) * 3;
  return [...picture.data.subarray(offset, offset + 3)];
};

/** Mean difference of two pictures of one size above the caption, 0 to 255. */
const difference = (one: RawPicture, other: RawPicture): number => {
  const upTo = Math.floor(one.width * one.height * 0.8) * 3;
  let sum = 0;
  for (let offset = 0; offset < upTo; offset += 1) sum += Math.abs((one.data[offset] ?? 0) - (other.data[offset] ?? 0));
  return sum / upTo;
};

/** Share of pixels for which the condition holds. */
const share = (picture: RawPicture, holds: (red: number, green: number, blue: number) => boolean): number => {
  let count = 0;
  for (let offset = 0; offset < picture.data.length; offset += 3) {
    if (holds(picture.data[offset] ?? 0, picture.data[offset + 1] ?? 0, picture.data[offset + 2] ?? 0)) count += 1;
  }
  return count / (picture.width * picture.height);
};

const scene = await scenePng(960, 768, 210);
const plain = (await draw('', [scene])).picture;

describe('a drawn picture', () => {
  it('is a PNG of exactly the size asked for, the same every time, marked and captioned', async () => {
    const one = await draw('Give it some character', [scene]);
    const again = await draw('Give it some character', [scene]);
    expect(await sharp(one.png).metadata()).toMatchObject({ format: 'png', width: 960, height: 768, channels: 3 });
    expect(Buffer.from(one.png).equals(again.png)).toBe(true);
    const amber = share(one.picture, (red, green, blue) => red === 255 && green === 190 && blue === 60);
    expect(amber).toBeGreaterThan(0.002);
  });

  it('differs visibly from its input and from its neighbours', async () => {
    const input = await decode(scene);
    const looks = await Promise.all([1, 2, 3, 4].map((seed) => draw('Give it some character', [scene], { seed })));
    for (const [index, { picture }] of looks.entries()) {
      expect(difference(picture, input)).toBeGreaterThan(8);
      for (const other of looks.slice(index + 1)) expect(difference(picture, other.picture)).toBeGreaterThan(2);
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
    expect(difference((await draw(prompt, [scene])).picture, plain)).toBeGreaterThan(3);
  });

  it('has no colour when black and white is asked for', async () => {
    const { picture } = await draw('make it black and white', [scene]);
    for (const down of [0.1, 0.4, 0.7]) {
      const [red = 0, green = 0, blue = 0] = pixel(picture, 0.3, down);
      expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(2);
    }
  });

  it('puts the watermark at the bottom right only when asked for', async () => {
    const corner = (picture: RawPicture) =>
      share(
        { ...picture, data: picture.data.subarray(picture.width * 3 * 620, picture.width * 3 * 700), height: 80 },
        (red, green, blue) => red + green + blue === 765,
      );
    expect(corner((await draw('at night', [scene])).picture)).toBe(0);
    expect(corner((await draw('at night', [scene], { watermark: true })).picture)).toBeGreaterThan(0.005);
  });

  it('writes a title where the prompt says', async () => {
    const white = (picture: RawPicture, across: number) => {
      let found = 0;
      for (let x = 0; x < 40; x += 1)
        for (let y = 0; y < 60; y += 1)
          if (pixel(picture, across + x / 200, 0.03 + y / 500).every((value) => value === 255)) found += 1;
      return found;
    };
    const { picture } = await draw('Add the title "HELLO" to the upper-left corner', [await flatPng(960, 768, '#224466')]);
    expect(white(picture, 0.03)).toBeGreaterThan(50);
    expect(white(picture, 0.7)).toBe(0);
  });
});

const red = await flatPng(600, 600, '#d02020');
const green = await flatPng(600, 600, '#20b040');
const blue = await flatPng(600, 600, '#2040d0');

describe('several inputs', () => {
  const areas = (picture: RawPicture) => ({
    red: share(picture, (r, g, b) => r > g + 50 && r > b + 50),
    green: share(picture, (r, g, b) => g > r + 40 && g > b + 40),
    blue: share(picture, (r, g, b) => b > r + 50 && b > g + 50),
  });

  it('are all visible, the last one underneath', async () => {
    const { red: print, green: second, blue: below } = areas((await draw('together', [red, green, blue])).picture);
    expect(Math.min(print, second)).toBeGreaterThan(0.05);
    expect(below).toBeGreaterThan(Math.max(print, second));
  });

  it('lie on the one that the prompt names', async () => {
    const onTwo = areas((await draw('Move image 1 onto image 2', [red, blue])).picture);
    const onOne = areas((await draw('Move image 2 onto image 1', [red, blue])).picture);
    expect(onTwo.blue).toBeGreaterThan(onTwo.red);
    expect(onOne.red).toBeGreaterThan(onOne.blue);
    expect(Math.min(onTwo.red, onOne.blue)).toBeGreaterThan(0.08);
    expect(baseIndex('把图1放到图2上', 2)).toBe(1);
    expect(baseIndex('put it on image 3', 2)).toBe(1);
  });
});

describe('instructions', () => {
  it('read the sentences of the guide', () => {
    const kinds = (prompt: string) => readInstructions(prompt).map(({ kind }) => kind);
    expect(readInstructions('Detect the sunflowers and pumpkins in the image. Draw bounding boxes and add labels.')).toEqual([
      { kind: 'detect', labels: ['sunflowers', 'pumpkins'] },
    ]);
    expect(kinds('Segment the headphones in the image.')).toEqual(['segment']);
    expect(kinds('Enlarge the cow in the image.')).toEqual(['zoom']);
    expect(readInstructions('Remove all text from the upper-left corner.')).toEqual([
      { kind: 'erase', place: { across: -1, down: -1 } },
    ]);
    expect(kinds('Outpaint the image to generate a long shot photo.')).toEqual(['outpaint']);
    expect(
      readInstructions(
        'Add the title "微距摄影" in large, white font to the lower-right corner. Below, add the subtitle "Hi" in light green.',
      ),
    ).toEqual([
      {
        kind: 'title',
        lines: [
          { text: '微距摄影', colour: [255, 255, 255] },
          { text: 'Hi', colour: [160, 226, 150] },
        ],
        place: { across: 1, down: 1 },
      },
    ]);
    expect(kinds('black and white')).toEqual(['grayscale']);
    expect(kinds('turn the photo 90 degrees to the left, rotate it')).toEqual(['rotate']);
  });
});

const open: Simulator[] = [];
afterEach(async () => {
  for (const simulator of open.splice(0)) await simulator.close();
});

/** Edits through the whole simulator without a socket and returns the pictures. */
const edit = async (images: readonly string[], parameters: object): Promise<readonly Buffer[]> => {
  const simulator = createSimulator({ duration: () => 0 });
  open.push(simulator);
  const headers = { authorization: 'Bearer k', 'x-dashscope-async': 'enable' };
  const body = JSON.stringify({ model: 'wan2.5-i2i-preview', input: { prompt: 'together', images }, parameters });
  const base = 'http://simulator.invalid/api/v1';
  const created = await simulator.fetch(`${base}/services/aigc/image2image/image-synthesis`, { method: 'POST', headers, body });
  const { output } = (await created.json()) as { readonly output: { readonly task_id: string } };
  await expect.poll(() => simulator.tasks()[0]?.status).toBe('SUCCEEDED');
  const done = (await (await simulator.fetch(`${base}/tasks/${output.task_id}`, { headers })).json()) as {
    readonly output: { readonly results: readonly { readonly url: string }[] };
  };
  return Promise.all(done.output.results.map(async ({ url }) => Buffer.from(await (await simulator.fetch(url)).arrayBuffer())));
};

describe('pictures from the whole simulator', () => {
  it('take their shape from the last input when no size is given, and differ within a task', async () => {
    const pictures = await edit([dataUri(await scenePng(900, 400, 10)), dataUri(await scenePng(400, 800, 120))], {
      n: 2,
      seed: 5,
    });
    const sizes = await Promise.all(pictures.map(async (picture) => sharp(picture).metadata()));
    expect(sizes.map(({ width, height }) => [width, height])).toEqual([
      [912, 1792],
      [912, 1792],
    ]);
    expect(pictures[0]?.equals(pictures[1] ?? Buffer.alloc(0))).toBe(false);
  });

  it('have the size asked for, whatever the input: JPEG, WebP, BMP, transparent PNG', async () => {
    const base = sharp(await scenePng(500, 400, 60));
    const { data } = await base.clone().removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const inputs = [
      dataUri(await base.clone().jpeg().toBuffer(), 'image/jpeg'),
      dataUri(await base.clone().webp().toBuffer(), 'image/webp'),
      dataUri(bmpOf(500, 400, data), 'image/bmp'),
    ];
    const [picture] = await edit(inputs, { n: 1, size: '1344*576' });
    expect(await sharp(picture).metadata()).toMatchObject({ width: 1344, height: 576, format: 'png' });
    const clear = await sharp({ create: { width: 400, height: 400, channels: 4, background: '#ff000080' } })
      .png()
      .toBuffer();
    expect(await edit([dataUri(clear)], { n: 1 })).toHaveLength(1);
  });
});

/** An uncompressed 24-bit BMP, rows from the bottom. */
const bmpOf = (width: number, height: number, rgb: Buffer): Buffer => {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + stride * height);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (y * width + x) * 3;
      const to = 54 + (height - 1 - y) * stride + x * 3;
      for (let channel = 0; channel < 3; channel += 1) bytes[to + channel] = rgb[from + 2 - channel] ?? 0;
    }
  }
  return bytes;
};

describe('BMP', () => {
  it('decodes to the same pixels', async () => {
    const { data, info } = await sharp(await scenePng(401, 390, 0))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const decoded = decodeBmp(bmpOf(info.width, info.height, data));
    expect(decoded).toMatchObject({ width: 401, height: 390 });
    expect(Buffer.from(decoded?.data ?? []).equals(data)).toBe(true);
  });

  it('refuses what is cut short or not plain', () => {
    const good = bmpOf(4, 4, Buffer.alloc(48));
    expect(decodeBmp(good.subarray(0, good.length - 1))).toBeUndefined();
    const compressed = Buffer.from(good);
    compressed.writeUInt32LE(1, 30);
    expect(decodeBmp(compressed)).toBeUndefined();
    expect(decodeBmp(Buffer.from('BM'))).toBeUndefined();
  });
});
