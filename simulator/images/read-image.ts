/** Decodes and checks an input image with the service's own error codes. */
import sharp, { type Sharp } from 'sharp';
import { INPUT_SIDE_PIXELS, MAX_INPUT_BYTES } from '#core/service/limits.ts';
import { decodeBmp, isBmp } from './bmp.ts';
import { ImageError } from './fetch-image.ts';

/** A checked input image, upright, without alpha, small enough to keep. */
export interface CheckedImage {
  readonly width: number;
  readonly height: number;
  readonly jpeg: Uint8Array;
}

/** Images are kept no larger than this on a side, in pixels: more than any output needs. */
const KEPT_SIDE = 1600;

const FORMATS = new Set(['jpeg', 'png', 'webp']);

const open = async (bytes: Uint8Array): Promise<Sharp> => {
  if (isBmp(bytes)) {
    const raw = decodeBmp(bytes);
    if (raw === undefined) throw new ImageError('InvalidImageFormat', 'The BMP image cannot be decoded.');
    return sharp(raw.data, { raw: { width: raw.width, height: raw.height, channels: 3 } });
  }
  const image = sharp(bytes, { limitInputPixels: 100_000_000 });
  const format = await image.metadata().then(
    (metadata) => metadata.format,
    () => undefined,
  );
  if (format === undefined) throw new ImageError('InvalidImageFormat', 'The image cannot be decoded.');
  if (!FORMATS.has(format)) throw new ImageError('InvalidImage.FileFormat', `The image format ${format} is not supported.`);
  return image.autoOrient();
};

const checkSides = (width: number, height: number): void => {
  const { min, max } = INPUT_SIDE_PIXELS;
  if (Math.min(width, height) < min || Math.max(width, height) > max) {
    throw new ImageError(
      'InvalidImageResolution',
      `The image is ${width}*${height}; width and height should be in [${min}, ${max}].`,
    );
  }
};

/** Decodes and checks an input image as the service does: size of the file, format by content, sides, readable pixels. */
export const readImage = async (bytes: Uint8Array): Promise<CheckedImage> => {
  if (bytes.byteLength > MAX_INPUT_BYTES) throw new ImageError('InvalidImage.ImageSize', 'The image exceeds 10 MB.');
  const image = await open(bytes);
  const { width, height, autoOrient } = await image.metadata();
  checkSides(autoOrient?.width ?? width, autoOrient?.height ?? height);
  try {
    const jpeg = await image
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize({ width: KEPT_SIDE, height: KEPT_SIDE, fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 92 })
      .toBuffer();
    return { width: autoOrient?.width ?? width, height: autoOrient?.height ?? height, jpeg };
  } catch (cause) {
    throw new ImageError('InvalidImageFormat', 'The image is damaged and cannot be decoded.', { cause });
  }
};
