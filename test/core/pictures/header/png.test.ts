import { describe, expect, it } from 'vitest';
import { readPng } from '#core/pictures/header/png.ts';
import { pngChunk, pngFile } from '#test/support/pictures/picture-files.ts';
import { formatNameOf, patched, said } from '#test/support/pictures/picture-headers.ts';

describe('a PNG header', () => {
  const file = pngFile();
  it.each([
    ['another first chunk', patched(file, 12, 0x49, 0x48, 0x44, 0x53), 'the PNG does not begin with an IHDR chunk'],
    ['an IHDR of another length', patched(file, 11, 14), 'the PNG does not begin with an IHDR chunk'],
    ['a wrong checksum', patched(file, 32, (file[32] ?? 0) ^ 1), 'the checksum of the PNG header is wrong'],
    ['an impossible depth', pngFile({ depth: 3 }), 'colour type 2 with 3 bits does not exist in PNG'],
    ['an impossible colour type', pngFile({ colourType: 5 }), 'colour type 5 with 8 bits does not exist in PNG'],
    ['a chunk named by digits', pngFile({ chunks: [pngChunk('a1bc')] }), 'the PNG has a chunk without a proper name'],
    ['a chunk whose name begins wrong', pngFile({ chunks: [pngChunk('1abc')] }), 'the PNG has a chunk without a proper name'],
    ['a chunk whose name ends wrong', pngFile({ chunks: [pngChunk('abc1')] }), 'the PNG has a chunk without a proper name'],
    ['no pixels', pngFile({ chunks: [pngChunk('IEND')] }), 'the PNG has no pixel data'],
    ['16 bits and alpha', pngFile({ colourType: 6, depth: 16 }), '640x480 alpha-ignored 16-bit'],
    ['one bit of grey', pngFile({ colourType: 0, depth: 1 }), '640x480'],
    ['16 bits of grey', pngFile({ colourType: 0, depth: 16 }), '640x480 16-bit'],
    ['a transparent colour', pngFile({ chunks: [pngChunk('tRNS', new Uint8Array(6))] }), '640x480 alpha-ignored'],
  ])('with %s', (_what, png, expected) => {
    expect(said(readPng, png)).toBe(expected);
  });

  it('may promise a chunk up to the last byte of the file, and no further', () => {
    const idatEnd = 33 + 12 + 8;
    expect(said(readPng, file, idatEnd)).toBe('640x480');
    expect(said(readPng, file, idatEnd - 1)).toBe('the PNG says that IDAT has 8 bytes, and the file is shorter');
  });

  it('asks for what it lacks', () => {
    expect(said(readPng, file.subarray(0, 32), 1000)).toBe(33 + 4096);
    expect(said(readPng, file.subarray(0, 40), 1000)).toBe(41 + 4096);
    expect(said(readPng, file.subarray(0, 41), 1000)).toBe('640x480');
  });

  it('is told by all eight bytes of the signature', () => {
    expect(formatNameOf(file)).toBe('image/png');
    expect(formatNameOf(patched(file, 0, 0x88))).toBeUndefined();
    expect(formatNameOf(patched(file, 7, 0x0b))).toBeUndefined();
  });
});
