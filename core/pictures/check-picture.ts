/**
 * Whether a picture may go to the service, judged from its first bytes: the format by content, not by name, and the size from
 * the header. Nothing is decoded, so a small file that unpacks to a huge picture costs nothing.
 */
import type { Problem } from '../errors.ts';
import { INPUT_SIDE_PIXELS, type InputMediaType, MAX_INPUT_BYTES } from '../service/limits.ts';
import { formatOf } from './header/formats.ts';
import { nameOfFormat } from './header/other-formats.ts';
import type { HeaderReading, PictureNote } from './header/reading.ts';

export type { PictureNote } from './header/reading.ts';

/** How many first bytes to bring at first: enough for nearly every picture. */
export const FIRST_READ_BYTES = 64 * 1024;

/** How many first bytes are looked at, at most: metadata before the size of a JPEG may be that large. */
export const MAX_HEADER_BYTES = 1024 * 1024;

/** An accepted picture, as stored: `rotated-by-exif` says that viewers turn it. */
export interface Picture {
  readonly mediaType: InputMediaType;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly notes: readonly PictureNote[];
}

/** The verdict. `needs`: ask again with at least that many first bytes (never more than the file or 1 MiB). */
export type PictureCheck =
  | { readonly outcome: 'accepted'; readonly picture: Picture }
  | { readonly outcome: 'needs'; readonly bytes: number }
  | { readonly outcome: 'refused'; readonly problem: Problem };

/** Judges a picture by its first bytes and its length. `name` is how the refusal calls it, such as its key. Never throws. */
export const checkPicture = (head: Uint8Array, totalBytes: number, name = 'the picture'): PictureCheck => {
  if (totalBytes === 0) return refused('PICTURE_EMPTY', `${name} is empty`, 'Upload the file again; it has 0 bytes.');
  if (totalBytes > MAX_INPUT_BYTES) {
    return refused(
      'PICTURE_TOO_LARGE',
      `${name} has ${totalBytes} bytes; at most ${MAX_INPUT_BYTES} (10 MB) are accepted`,
      'Save it smaller, for example as JPEG with quality 90.',
    );
  }
  const bytes = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const reading = formatOf(bytes)?.read({ bytes, totalBytes });
  if (reading === undefined) return refusedFormat(head, name);
  switch (reading.kind) {
    case 'broken':
      return refused('PICTURE_BROKEN', `${name} is damaged: ${reading.why}`, 'Open and save it again in a picture program.');
    case 'needs':
      return needMore(reading.bytes, head.length, totalBytes, name);
    case 'picture':
      return checkSize(reading, totalBytes, name);
  }
};

const needMore = (wanted: number, seen: number, totalBytes: number, name: string): PictureCheck => {
  const most = Math.min(totalBytes, MAX_HEADER_BYTES);
  if (seen < most) return { outcome: 'needs', bytes: Math.min(wanted, most) };
  return refused(
    'PICTURE_HEADER_TOO_LARGE',
    `${name} has more than 1 MiB of metadata before its pixels`,
    'Save it without metadata (EXIF, colour profile, depth map).',
  );
};

const checkSize = (reading: HeaderReading & { readonly kind: 'picture' }, bytes: number, name: string): PictureCheck => {
  const { width, height, animated, mediaType, notes } = reading;
  const { min, max } = INPUT_SIDE_PIXELS;
  if (width < min || height < min || width > max || height > max) {
    return refused(
      width < min || height < min ? 'PICTURE_TOO_SMALL' : 'PICTURE_TOO_BIG',
      `${name} has ${width}x${height} pixels; each side must have ${min} to ${max}`,
      'Resize it and upload it again.',
    );
  }
  if (animated) return refused('PICTURE_ANIMATED', `${name} is animated`, 'Save one frame of it as PNG or JPEG.');
  return { outcome: 'accepted', picture: { mediaType, width, height, bytes, notes } };
};

const refusedFormat = (head: Uint8Array, name: string): PictureCheck =>
  refused(
    'PICTURE_FORMAT',
    `${name} is ${nameOfFormat(head) ?? 'of a format that is not known here'}, not a JPEG, PNG, BMP or WEBP picture`,
    'Save it as JPEG or PNG; the content decides, not the name.',
  );

const refused = (code: string, message: string, hint: string): PictureCheck => ({
  outcome: 'refused',
  problem: { code, message, hint },
});
