import { describe, expect, it } from 'vitest';
import { exifOrientation } from '#core/pictures/header/exif.ts';

/** A TIFF structure whose first directory, at 8, has these entries of tag, type and value. */
const tiff = (
  entries: readonly (readonly [tag: number, type: number, value: number])[],
  little = false,
  count = entries.length,
) => {
  const bytes = new DataView(new ArrayBuffer(10 + entries.length * 12));
  bytes.setUint16(0, little ? 0x4949 : 0x4d4d);
  bytes.setUint16(2, 42, little);
  bytes.setUint32(4, 8, little);
  bytes.setUint16(8, count, little);
  for (const [index, [tag, type, value]] of entries.entries()) {
    bytes.setUint16(10 + index * 12, tag, little);
    bytes.setUint16(12 + index * 12, type, little);
    bytes.setUint32(14 + index * 12, 1, little);
    bytes.setUint16(18 + index * 12, value, little);
  }
  return bytes;
};
const read = (bytes: DataView): number | undefined => exifOrientation(bytes, 0, bytes.byteLength);
const OTHER = [0x0100, 3, 5] as const;

describe('the orientation in an EXIF block', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is %d, in either byte order', (orientation) => {
    expect(read(tiff([[0x0112, 3, orientation]]))).toBe(orientation);
    expect(read(tiff([[0x0112, 3, orientation]], true))).toBe(orientation);
  });

  it.each([0, 9, 256])('is none when it is %d', (orientation) => {
    expect(read(tiff([[0x0112, 3, orientation]]))).toBeUndefined();
  });

  it('is none when it is not a short number', () => {
    expect(read(tiff([[0x0112, 4, 6]]))).toBeUndefined();
  });

  it('is found behind other entries, and only among those that the directory counts', () => {
    expect(read(tiff([OTHER, OTHER, [0x0112, 3, 6]]))).toBe(6);
    expect(read(tiff([OTHER, [0x0112, 3, 6]], false, 1))).toBeUndefined();
    expect(read(tiff([OTHER]))).toBeUndefined();
  });

  it('is none where the directory counts more entries than there are', () => {
    expect(read(tiff([OTHER], false, 9))).toBeUndefined();
  });

  it('is none without one of the two byte orders', () => {
    const bytes = tiff([[0x0112, 3, 6]]);
    bytes.setUint16(0, 0x4d49);
    expect(read(bytes)).toBeUndefined();
  });

  it('is none where the directory lies outside', () => {
    const bytes = tiff([[0x0112, 3, 6]]);
    for (const at of [bytes.byteLength - 1, bytes.byteLength, 0xffff_fff0]) {
      bytes.setUint32(4, at);
      expect(read(bytes)).toBeUndefined();
    }
    bytes.setUint32(4, bytes.byteLength - 2);
    bytes.setUint16(bytes.byteLength - 2, 0);
    expect(read(bytes)).toBeUndefined();
  });

  it('is looked for between start and end only', () => {
    const inner = tiff([[0x0112, 3, 6]]);
    const bytes = new DataView(new ArrayBuffer(inner.byteLength + 20));
    new Uint8Array(bytes.buffer).set(new Uint8Array(inner.buffer), 10);
    expect(exifOrientation(bytes, 10, 10 + inner.byteLength)).toBe(6);
    expect(exifOrientation(bytes, 10, 10 + inner.byteLength - 1)).toBeUndefined();
    expect(exifOrientation(bytes, 10, bytes.byteLength + 1)).toBeUndefined();
    expect(exifOrientation(bytes, 10, 10 + 13)).toBeUndefined();
    expect(exifOrientation(bytes, 0, 0)).toBeUndefined();
    expect(exifOrientation(inner, inner.byteLength, inner.byteLength)).toBeUndefined();
  });

  it('is none in a structure of 14 bytes, which has no room for an entry', () => {
    const bytes = new DataView(new ArrayBuffer(14));
    bytes.setUint16(0, 0x4d4d);
    bytes.setUint32(4, 8);
    bytes.setUint16(8, 1);
    expect(read(bytes)).toBeUndefined();
  });
});
