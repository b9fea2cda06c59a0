/** A WEBP (RFC 9649): as long as its RIFF header says, with a size, and with a frame that has data. */
import { damaged } from './damaged.ts';
import { type Format, pass, take } from './parts.ts';
import { type PictureSize, plausibleSize } from './plausible.ts';

const FORM_BYTES = 4;
const CHUNK_HEADER_BYTES = 8;

/** Whether a file begins as every WEBP does. */
export const beginsAsWebp = (head: Uint8Array): boolean => {
  const text = Buffer.from(head.subarray(0, 12)).toString('latin1');
  return text.startsWith('RIFF') && text.slice(8) === 'WEBP';
};

/** Bytes of the header that says the size, for each chunk that has one. */
const HEADERS: Readonly<Record<string, number>> = { VP8X: 10, 'VP8 ': 10, VP8L: 5 };
const FRAMES = ['VP8 ', 'VP8L', 'ANMF'];

/** Follows a WEBP to the length that its RIFF header says. @throws ResultUnavailable RESULT_DAMAGED */
export function* webpFormat(what: string): Format<PictureSize> {
  let left = (yield* take(12)).readUInt32LE(4) - FORM_BYTES;
  let size: PictureSize | undefined;
  let hasFrame = false;
  while (left >= CHUNK_HEADER_BYTES) {
    const header = yield* take(CHUNK_HEADER_BYTES);
    left -= CHUNK_HEADER_BYTES;
    const name = header.subarray(0, 4).toString('latin1');
    const bytes = header.readUInt32LE(4);
    if (bytes > left) throw damaged(what, 'has a chunk that is longer than itself');
    const sizeBytes = size === undefined ? (HEADERS[name] ?? 0) : 0;
    if (sizeBytes > bytes) throw damaged(what, 'has a damaged frame header');
    if (sizeBytes > 0) size = plausibleSize(what, sizeIn(what, name, yield* take(sizeBytes)));
    const padded = Math.min(left, bytes + (bytes % 2));
    yield* pass(padded - sizeBytes);
    left -= padded;
    hasFrame ||= FRAMES.includes(name) && bytes > 0;
  }
  yield* pass(Math.max(0, left));
  if (size === undefined || !hasFrame) throw damaged(what, 'has no pixel data');
  return size;
}

const sizeIn = (what: string, name: string, header: Buffer): PictureSize => {
  if (name === 'VP8X') return { width: 1 + header.readUIntLE(4, 3), height: 1 + header.readUIntLE(7, 3) };
  if (name === 'VP8 ') {
    if (header.readUIntBE(3, 3) !== 0x9d012a) throw damaged(what, 'has a damaged frame header');
    return { width: header.readUInt16LE(6) & 0x3fff, height: header.readUInt16LE(8) & 0x3fff };
  }
  if (header.readUInt8(0) !== 0x2f) throw damaged(what, 'has a damaged frame header');
  const bits = header.readUInt32LE(1);
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
};
