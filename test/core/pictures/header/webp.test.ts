import { describe, expect, it } from 'vitest';
import { readWebp } from '#core/pictures/header/webp.ts';
import { vp8Chunk, vp8lChunk, vp8xChunk, webpFile } from '#test/support/pictures/picture-files.ts';
import { formatNameOf, patched, said } from '#test/support/pictures/picture-headers.ts';

describe('a WEBP header', () => {
  const file = webpFile();
  it.each([
    ['a length beyond the file', patched(file, 4, (file[4] ?? 0) + 1), 'the WEBP says that it is longer than the file'],
    ['no key frame', patched(file, 20, 1), 'the WEBP has no proper frame header'],
    ['a wrong start code', patched(file, 23, 0x9c), 'the WEBP has no proper frame header'],
    ['a wrong end of the start code', patched(file, 25, 0x2b), 'the WEBP has no proper frame header'],
    ['an unknown first chunk', patched(file, 15, 0x5a), 'the WEBP has no proper frame header'],
    [
      'a lossless frame without its mark',
      patched(webpFile(vp8lChunk(640, 480)), 20, 0x2e),
      'the WEBP has no proper frame header',
    ],
    [
      'a frame like a lossless one of another name',
      patched(webpFile(vp8lChunk(640, 480)), 15, 0x4d),
      'the WEBP has no proper frame header',
    ],
    ['a lossless frame', webpFile(vp8lChunk(640, 480, true)), '640x480 alpha-ignored'],
    ['an extended lossless frame', webpFile(vp8xChunk(640, 480), vp8lChunk(640, 480)), '640x480'],
    [
      'an extended frame that is broken',
      patched(webpFile(vp8xChunk(640, 480), vp8Chunk(640, 480)), 38, 1),
      'the WEBP has no proper frame header',
    ],
    [
      'two widths',
      webpFile(vp8xChunk(641, 480), vp8Chunk(640, 480)),
      'the WEBP says 641x480 pixels in one place and 640x480 in another',
    ],
    [
      'two heights',
      webpFile(vp8xChunk(640, 481), vp8Chunk(640, 480)),
      'the WEBP says 640x481 pixels in one place and 640x480 in another',
    ],
  ])('with %s', (_what, webp, expected) => {
    expect(said(readWebp, webp)).toBe(expected);
  });

  it('asks for what it lacks', () => {
    const extended = webpFile(vp8xChunk(640, 480), vp8Chunk(640, 480));
    expect(said(readWebp, file.subarray(0, 29), file.length)).toBe(30 + 4096);
    expect(said(readWebp, file.subarray(0, 30), file.length)).toBe('640x480');
    expect(said(readWebp, extended.subarray(0, 47), extended.length)).toBe(48 + 4096);
    expect(said(readWebp, extended.subarray(0, 48), extended.length)).toBe('640x480');
  });

  it('is told by both of its names', () => {
    expect(formatNameOf(file)).toBe('image/webp');
    expect(formatNameOf(file.subarray(0, 12))).toBe('image/webp');
    expect(formatNameOf(patched(file, 0, 0x53))).toBeUndefined();
    expect(formatNameOf(patched(file, 8, 0x58))).toBeUndefined();
  });
});
