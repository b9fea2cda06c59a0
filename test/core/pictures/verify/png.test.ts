import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackedBytes } from '#core/pictures/verify/png-pixels.ts';
import { pngChunk } from '#test/support/pictures/picture-files.ts';
import { pngOf } from '#test/support/pictures/png.ts';
import { changedAt, read, refused } from './verifying.ts';

const PICTURE = pngOf(20, 10, 7, 300);
const SIGNATURE = PICTURE.subarray(0, 8);
const IHDR = PICTURE.subarray(8, 33);
const IEND = pngChunk('IEND');
const IDAT = pngChunk('IDAT', deflateSync(Buffer.alloc(21 * 10)));
const png = (...chunks: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat([SIGNATURE, ...chunks]));

/** The data of an IHDR chunk. */
const ihdr = (width: number, height: number, depth = 8, colourType = 0, interlace = 0): Buffer => {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, colourType, 0, 0, interlace], 8);
  return data;
};

describe('a PNG on its way', () => {
  it('is refused whichever byte is damaged', async () => {
    for (let at = 0; at < PICTURE.length; at += 1) {
      expect(await refused(changedAt(PICTURE, at, (PICTURE[at] ?? 0) ^ 0x41))).toContain('RESULT_DAMAGED');
    }
  });

  it.each([
    ['damaged data', changedAt(PICTURE, 50, 0xff), 'has a damaged daRk chunk'],
    ['a damaged checksum', changedAt(PICTURE, PICTURE.length - 1, 0), 'has a damaged IEND chunk'],
    ['a damaged header', changedAt(PICTURE, 30, 0), 'has a damaged IHDR chunk'],
    ['a chunk whose name begins wrong', png(IHDR, pngChunk('1abc'), IEND), 'has a damaged chunk header'],
    ['a chunk whose name ends wrong', png(IHDR, pngChunk('abc1'), IEND), 'has a damaged chunk header'],
    ['an impossible length', png(IHDR, new Uint8Array([0x80, 0, 0, 0, 0x49, 0x44, 0x41, 0x54])), 'has a damaged chunk header'],
    ['no IHDR first', png(pngChunk('IDAT'), IEND), 'does not begin with one IHDR chunk'],
    ['an IEND first', png(IEND), 'does not begin with one IHDR chunk'],
    ['two IHDRs', png(IHDR, IHDR, IEND), 'does not begin with one IHDR chunk'],
    ['a short IHDR', png(pngChunk('IHDR', IHDR.subarray(8, 20)), IEND), 'does not begin with one IHDR chunk'],
    ['an IEND with data', png(IHDR, IDAT, pngChunk('IEND', new Uint8Array(1))), 'has a damaged IEND chunk'],
    ['no width', pngOf(0, 10), 'says that it is 0 by 10 pixels'],
    ['no height', pngOf(20, 0), 'says that it is 20 by 0 pixels'],
    ['no pixels', png(IHDR, IEND), 'has 0 bytes of pixel data, too few for 210'],
    [
      'pixels of which the last row is missing',
      png(IHDR, pngChunk('IDAT', deflateSync(Buffer.alloc(189))), IEND),
      'has pixel data that ends after 189 of 210 bytes',
    ],
    [
      'pixels that cannot be unpacked',
      png(IHDR, pngChunk('IDAT', new Uint8Array(30)), IEND),
      'has pixel data that ends after 0 of 210 bytes',
    ],
    [
      'a kind of pixels that does not exist',
      png(pngChunk('IHDR', ihdr(20, 10, 8, 5)), IDAT, IEND),
      'says that its pixels are of a kind that does not exist',
    ],
    [
      'a depth that its kind does not have',
      png(pngChunk('IHDR', ihdr(20, 10, 4, 2)), IDAT, IEND),
      'says that its pixels are of a kind that does not exist',
    ],
    [
      'an order of rows that does not exist',
      png(pngChunk('IHDR', ihdr(20, 10, 8, 0, 2)), IDAT, IEND),
      'says that its pixels are of a kind that does not exist',
    ],
  ])('is refused with the reason: %s', async (_what, content, reason) => {
    expect(await refused(content)).toBe(`RESULT_DAMAGED: picture 1 ${reason}`);
  });

  it.each([
    [65_535, 65_535],
    [16_385, 1],
    [1, 16_385],
    [8193, 8192],
  ])('is refused when it says %i x %i pixels, before anything is unpacked', async (width, height) => {
    expect(
      await refused(png(pngChunk('IHDR', ihdr(width, height, 1)), pngChunk('IDAT', deflateSync(Buffer.alloc(9))), IEND)),
    ).toBe(`RESULT_DAMAGED: picture 1 says that it is ${width} by ${height} pixels`);
  });

  it('may be as large as four of the largest that a model makes', async () => {
    const rows = Buffer.alloc(9000);
    const large = png(pngChunk('IHDR', ihdr(8192, 8192, 1)), pngChunk('IDAT', rows), IEND);
    expect(await read(large, undefined, 10_000)).toMatchObject({ width: 8192, height: 8192 });
  });

  it('may have its pixels in many chunks, and data behind them that nobody unpacks', async () => {
    const packed = deflateSync(Buffer.from(Array.from({ length: 210 }, (_, n) => (n * 31) % 251)));
    const chunks = Array.from({ length: packed.length }, (_, at) => pngChunk('IDAT', packed.subarray(at, at + 1)));
    expect(await read(png(IHDR, ...chunks, pngChunk('IDAT', Buffer.alloc(500, 0x5a)), IEND))).toMatchObject({
      width: 20,
      height: 10,
    });
  });

  it('may unpack to far more than its pixels: nothing of it is kept, and it stops', async () => {
    const bomb = deflateSync(Buffer.alloc(50_000_000));
    expect(await read(png(IHDR, pngChunk('IDAT', bomb), IEND))).toMatchObject({ width: 20 });
  });

  it('of the size of a photo is not unpacked, but has to have as much data as its pixels need at least', async () => {
    const photo = (packed: number): Uint8Array =>
      png(pngChunk('IHDR', ihdr(1280, 1280, 8, 2)), pngChunk('IDAT', Buffer.alloc(packed, 0x5a)), IEND);
    expect(await read(photo(5000), 'undeclared', 65_536)).toMatchObject({ width: 1280, height: 1280 });
    expect(await refused(photo(4000), undefined, 65_536)).toContain('has 4000 bytes of pixel data, too few for 4916480');
  });

  it('may have a chunk of the greatest length that there is, which only breaks off', async () => {
    const longest = new Uint8Array([0x7f, 0xff, 0xff, 0xff, 0x49, 0x44, 0x41, 0x54]);
    expect(await refused(png(IHDR, longest))).toContain('ends before the end that every PNG has');
  });

  it('may have chunks without data, and data behind which another size seems to stand', async () => {
    expect(await read(png(IHDR, pngChunk('tEXt'), pngChunk('tEXt', new Uint8Array(8)), IDAT, IEND))).toMatchObject({
      width: 20,
      height: 10,
    });
  });
});

describe('the bytes of unpacked pixels', () => {
  it.each([
    ['grey', 8, 0, 0, 10 * 21],
    ['grey of one bit', 1, 0, 0, 10 * 4],
    ['colour of 16 bits', 16, 2, 0, 10 * 121],
    ['colour with alpha', 8, 6, 0, 10 * 81],
    ['a palette of four bits', 4, 3, 0, 10 * 11],
    // Passes of 3x2, 2x2, 5x1, 5x3, 10x2, 10x5 and 20x5 pixels, each row with its filter byte.
    ['grey, interlaced', 8, 0, 1, 2 * 4 + 2 * 3 + 6 + 3 * 6 + 2 * 11 + 5 * 11 + 5 * 21],
  ])('are right for %s', (_what, depth, colourType, interlace, bytes) => {
    expect(unpackedBytes('p', { width: 20, height: 10 }, ihdr(20, 10, depth, colourType, interlace))).toBe(bytes);
  });

  it('leave out the passes of a small interlaced picture that have no pixels', () => {
    expect(unpackedBytes('p', { width: 1, height: 1 }, ihdr(1, 1, 8, 0, 1))).toBe(2);
  });
});
