/** Encoded images for tests of the model adapter. */
import sharp from 'sharp';

/** A small real photo-like PNG that the service would accept: a gradient, 400 pixels a side. */
export const encodedPicture = async (): Promise<Uint8Array> => {
  const side = 400;
  const pixels = Buffer.from(Array.from({ length: side * side * 3 }, (_, n) => (n * 7) % 256));
  return new Uint8Array(
    await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
      .png()
      .toBuffer(),
  );
};
