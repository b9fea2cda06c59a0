/** What can be said of a picture before it is uploaded, from its first bytes, its length and its sides. */
import type { Problem } from '#core/errors.ts';
import { INPUT_SIDE_PIXELS, type InputMediaType, MAX_INPUT_BYTES } from '#core/limits.ts';
import { bytes } from '../format/amounts.ts';

/** How many bytes {@link sniff} needs. */
export const SNIFF_BYTES = 16;

/** The media type by content, as the service goes by content and not by name; undefined when it is none that the service reads. */
export const sniff = (head: Uint8Array): InputMediaType | undefined => {
  const starts = (...expected: readonly number[]) => expected.every((byte, index) => head[index] === byte);
  const text = (from: number, length: number) => String.fromCharCode(...head.subarray(from, from + length));
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (text(0, 4) === 'RIFF' && text(8, 4) === 'WEBP') return 'image/webp';
  if (text(0, 2) === 'BM') return 'image/bmp';
  return undefined;
};

/** Why a file cannot be edited, judged by what is known so far; undefined when nothing speaks against it. */
export const pictureProblem = (picture: {
  readonly name: string;
  readonly bytes: number;
  readonly mediaType: InputMediaType | undefined;
  readonly width?: number;
  readonly height?: number;
}): Problem | undefined => {
  const { name, mediaType, width, height } = picture;
  if (picture.bytes === 0) {
    return { code: 'IMAGE_EMPTY', message: `${name} is empty`, hint: 'Choose the file again; it may not be fully copied yet.' };
  }
  if (mediaType === undefined) {
    return {
      code: 'IMAGE_FORMAT',
      message: `${name} is not a picture the model reads`,
      hint: 'Use JPEG, PNG, BMP or WEBP. The content counts, not the name: convert the file instead of renaming it.',
    };
  }
  if (picture.bytes > MAX_INPUT_BYTES) {
    return {
      code: 'IMAGE_TOO_LARGE',
      message: `${name} has ${bytes(picture.bytes)}; the most is ${bytes(MAX_INPUT_BYTES)}`,
      hint: 'Save it as JPEG or make it smaller; the model works with about 1280 by 1280 pixels anyway.',
    };
  }
  if (width === undefined || height === undefined) return undefined;
  const { min, max } = INPUT_SIDE_PIXELS;
  if (Math.min(width, height) < min || Math.max(width, height) > max) {
    return {
      code: 'IMAGE_SIDES',
      message: `${name} is ${width} by ${height} pixels; each side must have ${min} to ${max}`,
      hint: Math.min(width, height) < min ? 'Use a larger original.' : 'Scale it down; the model makes about 1280 by 1280 pixels.',
    };
  }
  return undefined;
};
