import { describe, expect, it } from 'vitest';
import { jpegSegment } from '#test/support/pictures/picture-files.ts';
import { read, refused } from './verifying.ts';

const SOI = Buffer.from([0xff, 0xd8]);
const EOI = Buffer.from([0xff, 0xd9]);
const frame = (width: number, height: number, marker = 0xc0): Buffer =>
  jpegSegment(marker, Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]));
const SCAN = jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]));
const DATA = Buffer.alloc(40, 0x55);
const jpeg = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat([SOI, ...parts]));

describe('a JPEG on its way', () => {
  it.each([
    ['one scan', [frame(60, 40), SCAN, DATA]],
    ['several scans', [frame(60, 40, 0xc2), SCAN, DATA, jpegSegment(0xc4, Buffer.alloc(20)), SCAN, DATA]],
    [
      'restarts, escaped bytes and fill bytes in its data',
      [frame(60, 40), SCAN, DATA, Buffer.from([0xff, 0, 0xff, 0xd3, 7, 0xff, 0xff, 0xff, 0])],
    ],
    [
      'stray bytes and fill bytes between its segments',
      [jpegSegment(0xe0, Buffer.alloc(14)), Buffer.from([0, 1, 2, 0xff]), frame(60, 40), Buffer.from([0]), SCAN, DATA],
    ],
    ['a marker that stands alone', [Buffer.from([0xff, 0x01]), frame(60, 40), SCAN, DATA]],
    [
      'a whole picture within its metadata',
      [jpegSegment(0xe1, Buffer.from(jpeg(frame(9, 9), SCAN, DATA, EOI))), frame(60, 40), SCAN, DATA],
    ],
    ['an end within a comment', [jpegSegment(0xfe, EOI), frame(60, 40), SCAN, DATA]],
  ])('may have %s', async (_what, parts) => {
    for (const size of [1, 5, 1000])
      expect(await read(jpeg(...parts, EOI), 'undeclared', size)).toMatchObject({ width: 60, height: 40 });
  });

  it.each([
    ['no frame header', [SCAN, DATA, EOI], 'has pixels before it says how large it is'],
    ['no scan', [frame(60, 40), EOI], 'has no pixel data, or hardly any'],
    ['a scan without data', [frame(1600, 1200), SCAN, EOI], 'has no pixel data, or hardly any'],
    ['hardly any data for its size', [frame(1600, 1200), SCAN, DATA, EOI], 'has no pixel data, or hardly any'],
    ['no end', [frame(60, 40), SCAN, DATA], 'ends before the end that every JPEG has'],
    ['a segment without a length', [Buffer.from([0xff, 0xe1, 0, 1, 0xff, 0xff, 0xff])], 'has a segment without a length'],
    ['a short frame header', [jpegSegment(0xc0, Buffer.alloc(5)), EOI], 'has a damaged frame header'],
    ['no height', [frame(60, 0), SCAN, DATA, EOI], 'says that it is 60 by 0 pixels'],
    ['an impossible size', [frame(65_535, 65_535), SCAN, DATA, EOI], 'says that it is 65535 by 65535 pixels'],
  ])('is refused with the reason: %s', async (_what, parts, reason) => {
    for (const size of [1, 1000])
      expect(await refused(jpeg(...parts), undefined, size)).toBe(`RESULT_DAMAGED: picture 1 ${reason}`);
  });
});
