import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeBmp } from '#simulator/images/bmp.ts';
import { bmpOf, scenePng } from '../sample-images.ts';

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

  it('rejects what is cut short or not plain', () => {
    const good = bmpOf(4, 4, Buffer.alloc(48));
    expect(decodeBmp(good.subarray(0, good.length - 1))).toBeUndefined();
    const compressed = Buffer.from(good);
    compressed.writeUInt32LE(1, 30);
    expect(decodeBmp(compressed)).toBeUndefined();
    expect(decodeBmp(Buffer.from('BM'))).toBeUndefined();
  });
});
