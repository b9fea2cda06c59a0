/** Decodes BMP, which the image library does not read. */
import type { RawImage } from './raw-image.ts';

const UNCOMPRESSED = 0;
const BIT_FIELDS = 3;

/** Whether the bytes begin like a BMP file. */
export const isBmp = (bytes: Uint8Array): boolean => bytes[0] === 0x42 && bytes[1] === 0x4d;

/**
 * Decodes an uncompressed BMP of 24 or 32 bits per pixel, which the image library cannot read; alpha is ignored.
 * Undefined for anything else: palettes, compression, impossible sizes, missing rows.
 */
export const decodeBmp = (bytes: Uint8Array): RawImage | undefined => {
  if (!isBmp(bytes) || bytes.byteLength < 54) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixelsAt = view.getUint32(10, true);
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const bytesPerPixel = view.getUint16(28, true) / 8;
  const compression = view.getUint32(30, true);
  const plain = compression === UNCOMPRESSED || (compression === BIT_FIELDS && bytesPerPixel === 4);
  if (!plain || (bytesPerPixel !== 3 && bytesPerPixel !== 4) || width <= 0 || signedHeight === 0) return undefined;
  const height = Math.abs(signedHeight);
  const stride = Math.ceil((width * bytesPerPixel) / 4) * 4;
  if (width > 65_535 || height > 65_535 || pixelsAt + stride * height > bytes.byteLength) return undefined;
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const from = pixelsAt + stride * (signedHeight > 0 ? height - 1 - row : row);
    for (let column = 0; column < width; column += 1) {
      const source = from + column * bytesPerPixel;
      const target = (row * width + column) * 3;
      data[target] = bytes[source + 2] ?? 0;
      data[target + 1] = bytes[source + 1] ?? 0;
      data[target + 2] = bytes[source] ?? 0;
    }
  }
  return { width, height, data };
};
