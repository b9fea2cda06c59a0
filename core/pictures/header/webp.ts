/** WEBP headers: lossy, lossless and extended (RFC 9649). */
import { broken, type FileHead, fourCharacters, goesOnAt, type HeaderReading, has, type PictureNote } from './reading.ts';

const FIRST_CHUNK = 12;
const ANIMATION = 0x02;
const ALPHA = 0x10;

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly alpha: boolean;
}

/** Whether the bytes begin as every WEBP does. */
export const isWebp = (bytes: DataView): boolean =>
  bytes.byteLength >= FIRST_CHUNK && fourCharacters(bytes, 0) === 'RIFF' && fourCharacters(bytes, 8) === 'WEBP';

/** Reads the first frame's header, and the extended header before it when there is one. */
export const readWebp = (head: FileHead): HeaderReading => {
  const { bytes } = head;
  if (!has(head, FIRST_CHUNK, 18)) return goesOnAt(head, FIRST_CHUNK + 18);
  if (bytes.getUint32(4, true) + 8 > head.totalBytes) return broken('the WEBP says that it is longer than the file');
  const first = fourCharacters(bytes, FIRST_CHUNK);
  if (first === 'VP8X') return readExtended(head);
  const frame = readFrame(bytes, FIRST_CHUNK, first);
  return frame === undefined ? broken('the WEBP has no proper frame header') : picture(frame, false);
};

const readExtended = (head: FileHead): HeaderReading => {
  const { bytes } = head;
  const flags = bytes.getUint8(FIRST_CHUNK + 8);
  const canvas = {
    width: 1 + uint24(bytes, FIRST_CHUNK + 12),
    height: 1 + uint24(bytes, FIRST_CHUNK + 15),
    alpha: (flags & ALPHA) !== 0,
  };
  if ((flags & ANIMATION) !== 0) return picture(canvas, true);
  for (let offset = FIRST_CHUNK + 18; ; ) {
    if (!has(head, offset, 18)) return goesOnAt(head, offset + 18);
    const name = fourCharacters(bytes, offset);
    if (name === 'VP8 ' || name === 'VP8L') {
      const frame = readFrame(bytes, offset, name);
      if (frame === undefined) return broken('the WEBP has no proper frame header');
      if (frame.width !== canvas.width || frame.height !== canvas.height) {
        return broken(
          `the WEBP says ${canvas.width}x${canvas.height} pixels in one place and ${frame.width}x${frame.height} in another`,
        );
      }
      return picture({ ...frame, alpha: canvas.alpha || frame.alpha }, false);
    }
    const length = bytes.getUint32(offset + 4, true);
    offset += 8 + length + (length % 2);
  }
};

const readFrame = (bytes: DataView, offset: number, name: string): Frame | undefined => {
  const data = offset + 8;
  if (name === 'VP8 ') {
    const isKeyFrame = (bytes.getUint8(data) & 1) === 0;
    const startCode = bytes.getUint8(data + 3) === 0x9d && bytes.getUint16(data + 4) === 0x012a;
    if (!isKeyFrame || !startCode) return undefined;
    return { width: bytes.getUint16(data + 6, true) & 0x3fff, height: bytes.getUint16(data + 8, true) & 0x3fff, alpha: false };
  }
  if (name !== 'VP8L' || bytes.getUint8(data) !== 0x2f) return undefined;
  const bits = bytes.getUint32(data + 1, true);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), alpha: ((bits >>> 28) & 1) === 1 };
};

const picture = ({ width, height, alpha }: Frame, animated: boolean): HeaderReading => {
  const notes: PictureNote[] = alpha ? ['alpha-ignored'] : [];
  return { kind: 'picture', mediaType: 'image/webp', width, height, animated, notes };
};

const uint24 = (bytes: DataView, offset: number): number =>
  bytes.getUint8(offset) | (bytes.getUint8(offset + 1) << 8) | (bytes.getUint8(offset + 2) << 16);
