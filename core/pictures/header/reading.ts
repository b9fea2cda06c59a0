/** What the readers of single formats answer. They look at the first bytes only and never decode a pixel. */
import type { InputMediaType } from '../../service/limits.ts';

/** Something worth knowing about an accepted picture. */
export type PictureNote = 'alpha-ignored' | '16-bit' | 'cmyk' | 'rotated-by-exif';

/** The first bytes of a file, and how long the whole file is. */
export interface FileHead {
  readonly bytes: DataView;
  readonly totalBytes: number;
}

/** What a header says. `needs`: the answer lies further in; come back with at least that many first bytes. */
export type HeaderReading =
  | {
      readonly kind: 'picture';
      readonly mediaType: InputMediaType;
      readonly width: number;
      readonly height: number;
      readonly animated: boolean;
      readonly notes: readonly PictureNote[];
    }
  | { readonly kind: 'needs'; readonly bytes: number }
  | { readonly kind: 'broken'; readonly why: string };

/** A header that cannot be right. */
export const broken = (why: string): HeaderReading => ({ kind: 'broken', why });

/** The header reaches up to `offset`: broken when the file ends before, else it needs more bytes. */
export const goesOnAt = ({ totalBytes }: FileHead, offset: number): HeaderReading =>
  offset > totalBytes ? broken('the file ends in the middle of its header') : { kind: 'needs', bytes: offset + 4096 };

/** Whether `length` bytes from `offset` are at hand. */
export const has = ({ bytes }: FileHead, offset: number, length: number): boolean => offset + length <= bytes.byteLength;

/** Four bytes as Latin text: the name of a chunk. */
export const fourCharacters = (bytes: DataView, offset: number): string =>
  String.fromCharCode(bytes.getUint8(offset), bytes.getUint8(offset + 1), bytes.getUint8(offset + 2), bytes.getUint8(offset + 3));
