import { describe, expect, it } from 'vitest';
import { readBmp } from '#core/pictures/header/bmp.ts';
import { bmpFile } from '#test/support/pictures/picture-files.ts';
import { formatNameOf, patched, said } from '#test/support/pictures/picture-headers.ts';

describe('a BMP header', () => {
  const file = bmpFile();
  const masked = (headerBytes: number, depth = 32) => patched(bmpFile({ headerBytes, depth }), 66, 0, 0, 0, 0xff);
  it.each([
    ['a negative width', bmpFile({ width: -400 }), 'the BMP says that it has a negative width'],
    ['no width', bmpFile({ width: 0 }), '0x384'],
    ['an odd depth', bmpFile({ depth: 7 }), 'the BMP says that it has 7 bits a pixel'],
    ['an embedded JPEG', bmpFile({ compression: 4 }), 'the BMP uses a coding that most programs cannot read'],
    ['run lengths', bmpFile({ compression: 1, depth: 8 }), '400x384'],
    ['pixels inside its header', patched(file, 10, 53), 'the BMP says that its pixels begin inside its header'],
    ['pixels right behind its header', patched(file, 10, 54), '400x384'],
    ['an alpha mask', masked(124), '400x384 alpha-ignored'],
    ['an alpha mask in the shortest header that has one', masked(56), '400x384 alpha-ignored'],
    ['a header of 64 bytes, which has no mask', masked(64), '400x384'],
    ['a header of 40 bytes, behind which pixels lie', masked(40), '400x384'],
    ['an alpha mask for 24 bits', masked(124, 24), '400x384'],
    ['32 bits without a mask', bmpFile({ depth: 32 }), '400x384'],
    ['32 bits and an empty mask', bmpFile({ depth: 32, headerBytes: 108 }), '400x384'],
  ])('with %s', (_what, bmp, expected) => {
    expect(said(readBmp, bmp)).toBe(expected);
  });

  it('must not promise more pixels than the file has', () => {
    expect(said(readBmp, file.subarray(0, -1))).toBe(
      'the BMP says that it has 400x384 pixels, and the file is too short for them',
    );
    expect(said(readBmp, bmpFile({ width: 401, depth: 1 }))).toBe('401x384');
    expect(said(readBmp, bmpFile({ width: 401, depth: 1 }).subarray(0, -1))).toContain('too short');
  });

  it('asks for what it lacks', () => {
    expect(said(readBmp, file.subarray(0, 53), file.length)).toBe(54 + 4096);
    expect(said(readBmp, file.subarray(0, 54), file.length)).toBe('400x384');
  });

  it('is told by its letters and the size of its second header', () => {
    expect(formatNameOf(file)).toBe('image/bmp');
    expect(formatNameOf(patched(file, 0, 0x43))).toBeUndefined();
    expect(formatNameOf(patched(file, 14, 41))).toBeUndefined();
    expect(formatNameOf(file.subarray(0, 17))).toBeUndefined();
    expect(formatNameOf(file.subarray(0, 18))).toBe('image/bmp');
  });
});
