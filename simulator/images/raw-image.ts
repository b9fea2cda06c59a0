/** Bitmaps in memory: to and from the image library, and pixel by pixel. */
import sharp, { type Sharp } from 'sharp';

/** A bitmap: three bytes (red, green, blue) per pixel, rows from the top. */
export interface RawImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Hands a bitmap to the image library. */
export const open = (image: RawImage): Sharp =>
  sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } });

/** Takes a bitmap back from the image library. */
export const take = async (image: Sharp): Promise<RawImage> => {
  const { data, info } = await image
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels === 3) return { width: info.width, height: info.height, data };
  const step = info.channels >= 3 ? 1 : 0;
  const rgb = new Uint8Array(info.width * info.height * 3);
  for (let pixel = 0; pixel < info.width * info.height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) rgb[pixel * 3 + channel] = data[pixel * info.channels + channel * step] ?? 0;
  }
  return { width: info.width, height: info.height, data: rgb };
};

/** Decodes a stored image. */
export const decode = (bytes: Uint8Array): Promise<RawImage> => take(sharp(bytes));

/** Cuts and scales an image to exactly this size, keeping its middle. */
export const cover = (image: RawImage, width: number, height: number): Promise<RawImage> =>
  image.width === width && image.height === height
    ? Promise.resolve(image)
    : take(open(image).resize(width, height, { fit: 'cover' }));

/** A number as a byte. */
export const byte = (value: number): number => (value < 0 ? 0 : Math.min(value, 255));

/** Brightness of a pixel as the eye sees it, 0 to 255. */
export const luma = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue;

/**
 * Makes a new image pixel by pixel. `change` receives red, green, blue and the position and returns the new colour in `out`,
 * an array that is reused for speed.
 */
export const mapPixels = (image: RawImage, change: (out: [number, number, number], x: number, y: number) => void): RawImage => {
  const { width, height, data } = image;
  const result = new Uint8Array(data.length);
  const out: [number, number, number] = [0, 0, 0];
  let offset = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      out[0] = data[offset] ?? 0;
      out[1] = data[offset + 1] ?? 0;
      out[2] = data[offset + 2] ?? 0;
      change(out, x, y);
      result[offset] = byte(out[0]);
      result[offset + 1] = byte(out[1]);
      result[offset + 2] = byte(out[2]);
      offset += 3;
    }
  }
  return { width, height, data: result };
};

/** 0 in the middle of the image, 1 at the middle of its edges, more in the corners. */
export const edgeDistance = (image: RawImage, x: number, y: number): number => {
  const dx = (2 * x) / image.width - 1;
  const dy = (2 * y) / image.height - 1;
  return Math.sqrt(dx * dx + dy * dy);
};

/** A soft step from 0 (at `from`) to 1 (at `to`). */
export const smoothStep = (from: number, to: number, value: number): number => {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
};
