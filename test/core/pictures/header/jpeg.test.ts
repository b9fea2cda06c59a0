import { describe, expect, it } from 'vitest';
import { readJpeg } from '#core/pictures/header/jpeg.ts';
import { exifSegment, jpegFile, jpegSegment } from '#test/support/pictures/picture-files.ts';
import { formatNameOf, patched, said } from '#test/support/pictures/picture-headers.ts';

describe('a JPEG header', () => {
  const file = jpegFile();
  const noLength = (marker: number) => Buffer.from([0xff, marker]);
  it.each([
    [
      'bytes between its segments',
      jpegFile({ segments: [Buffer.from([0x00, 0x00])] }),
      'the JPEG has bytes between its segments',
    ],
    [
      'pixels before its frame',
      jpegFile({ segments: [jpegSegment(0xda, Buffer.alloc(4))] }),
      'the JPEG has no frame header before its pixels',
    ],
    [
      'an end before its frame',
      jpegFile({ segments: [noLength(0xd9), Buffer.alloc(2)] }),
      'the JPEG has no frame header before its pixels',
    ],
    [
      'a segment of length 1',
      jpegFile({ segments: [Buffer.from([0xff, 0xe2, 0, 1])] }),
      'the JPEG has a segment without a length',
    ],
    ['a segment of length 2', jpegFile({ segments: [jpegSegment(0xe2, Buffer.alloc(0))] }), '640x480'],
    ['a lossless coding', jpegFile({ frame: 0xc3 }), 'the JPEG uses a coding that most programs cannot read'],
    ['the last of the codings', jpegFile({ frame: 0xcf }), 'the JPEG uses a coding that most programs cannot read'],
    ['two components', jpegFile({ components: 2 }), 'the JPEG says that it has 2 colour components'],
    ['one fill byte before a marker', jpegFile({ segments: [Buffer.from([0xff])] }), '640x480'],
    ['fill bytes before a marker', jpegFile({ segments: [Buffer.from([0xff, 0xff])] }), '640x480'],
    ['markers without a length', jpegFile({ segments: [noLength(0x01), noLength(0xd0), noLength(0xd7)] }), '640x480'],
    [
      'Huffman, arithmetic and other tables',
      jpegFile({ segments: [0xc4, 0xc8, 0xcc].map((marker) => jpegSegment(marker, Buffer.alloc(8))) }),
      '640x480',
    ],
    ['a segment below the frames', jpegFile({ segments: [jpegSegment(0xbf, Buffer.alloc(8))] }), '640x480'],
    ['two EXIF segments: the first counts', jpegFile({ segments: [exifSegment(1), exifSegment(6)] }), '640x480'],
    [
      'an empty segment before its EXIF',
      jpegFile({ segments: [jpegSegment(0xe1, Buffer.alloc(0)), exifSegment(6)] }),
      '640x480 rotated-by-exif',
    ],
    ['an orientation in a segment of another kind', patched(jpegFile({ segments: [exifSegment(6)] }), 3, 0xe2), '640x480'],
    ['an orientation that is not EXIF', patched(jpegFile({ segments: [exifSegment(6)] }), 6, 0x46), '640x480'],
  ])('with %s', (_what, jpeg, expected) => {
    expect(said(readJpeg, jpeg)).toBe(expected);
  });

  it('asks for what it lacks', () => {
    const turned = jpegFile({ segments: [exifSegment(6)] });
    const empty = jpegFile({ segments: [jpegSegment(0xe1, Buffer.alloc(0))] });
    expect(said(readJpeg, empty.subarray(0, 6), empty.length)).toBe(8 + 4096);
    expect(said(readJpeg, file.subarray(0, 3), file.length)).toBe(4 + 4096);
    expect(said(readJpeg, file.subarray(0, 5), file.length)).toBe(6 + 4096);
    expect(said(readJpeg, file.subarray(0, 11), file.length)).toBe(12 + 4096);
    expect(said(readJpeg, file.subarray(0, 12), file.length)).toBe('640x480');
    const exifEnd = 2 + exifSegment(6).length;
    expect(said(readJpeg, turned.subarray(0, exifEnd - 1), turned.length)).toBe(exifEnd + 4096);
    expect(said(readJpeg, turned.subarray(0, exifEnd), turned.length)).toBe(exifEnd + 2 + 4096);
  });

  it('is told by its first three bytes', () => {
    expect(formatNameOf(file.subarray(0, 3))).toBe('image/jpeg');
    expect(formatNameOf(file.subarray(0, 2))).toBeUndefined();
    expect(formatNameOf(patched(file, 1, 0xd9))).toBeUndefined();
    expect(formatNameOf(patched(file, 2, 0xfe))).toBeUndefined();
  });
});
