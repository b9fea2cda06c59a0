/**
 * The formats that the service reads: how each is known by its first bytes, and who reads its header.
 *
 * The readers are ours because no package (image-size, probe-image-size) says how many more bytes it needs, or tells of animation,
 * transparency and lengths that cannot be right; image-size is what the tests hold them against.
 */
import type { InputMediaType } from '../../service/limits.ts';
import { isBmp, readBmp } from './bmp.ts';
import { isJpeg, readJpeg } from './jpeg.ts';
import { isPng, readPng } from './png.ts';
import type { FileHead, HeaderReading } from './reading.ts';
import { isWebp, readWebp } from './webp.ts';

/** One format. */
export interface PictureFormat {
  readonly mediaType: InputMediaType;
  /** Whether the bytes begin as a file of this format. */
  is(bytes: DataView): boolean;
  /** What the header says; only for bytes of this format. */
  read(head: FileHead): HeaderReading;
}

/** How many first bytes suffice to tell the formats apart: BMP needs the most, for the size of its second header. */
export const FORMAT_BYTES = 18;

const FORMATS: readonly PictureFormat[] = [
  { mediaType: 'image/jpeg', is: isJpeg, read: readJpeg },
  { mediaType: 'image/png', is: isPng, read: readPng },
  { mediaType: 'image/webp', is: isWebp, read: readWebp },
  { mediaType: 'image/bmp', is: isBmp, read: readBmp },
];

/** The format that the first bytes show, whatever the file is called; undefined when it is none that the service reads. */
export const formatOf = (bytes: DataView): PictureFormat | undefined => FORMATS.find((format) => format.is(bytes));
