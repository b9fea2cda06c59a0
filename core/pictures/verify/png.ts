/**
 * A PNG: signature, every chunk's length and checksum, IHDR first, IEND last, and as much pixel data as it says that it has.
 *
 * Format: W3C Portable Network Graphics, third edition, sections 5, 8 and 11.2.
 */
import { crc32 } from 'node:zlib';
import { damaged } from './damaged.ts';
import { type Format, pass, take } from './parts.ts';
import { type PictureSize, plausibleSize } from './plausible.ts';
import { createPixelCheck } from './png-pixels.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const IHDR_BYTES = 13;
const LONGEST_CHUNK = 0x7fffffff;

/** Whether a file begins as every PNG does. */
export const beginsAsPng = (head: Uint8Array): boolean => SIGNATURE.equals(head.subarray(0, SIGNATURE.length));

/** Follows a PNG to the end of its IEND chunk. @throws ResultUnavailable RESULT_DAMAGED */
export function* pngFormat(what: string): Format<PictureSize> {
  if (!beginsAsPng(yield* take(SIGNATURE.length))) throw damaged(what, 'is not a PNG');
  const header = yield* chunkHeader(what);
  if (header.type !== 'IHDR' || header.length !== IHDR_BYTES) throw damaged(what, 'does not begin with one IHDR chunk');
  const ihdr = yield* take(IHDR_BYTES);
  yield* checksum(what, header.type, crc32(ihdr, header.checksum));
  const size = plausibleSize(what, { width: ihdr.readUInt32BE(0), height: ihdr.readUInt32BE(4) });
  const pixels = createPixelCheck(what, size, ihdr);
  for (;;) {
    const { type, length, checksum: start } = yield* chunkHeader(what);
    if (type === 'IHDR') throw damaged(what, 'does not begin with one IHDR chunk');
    if (type === 'IEND' && length !== 0) throw damaged(what, 'has a damaged IEND chunk');
    let sum = start;
    yield* pass(length, (piece) => {
      sum = crc32(piece, sum);
      if (type === 'IDAT') pixels.read(piece);
    });
    yield* checksum(what, type, sum);
    if (type !== 'IEND') continue;
    pixels.end();
    return size;
  }
}

function* chunkHeader(what: string): Format<{ readonly type: string; readonly length: number; readonly checksum: number }> {
  const bytes = yield* take(8);
  const [length, name] = [bytes.readUInt32BE(0), bytes.subarray(4)];
  const type = name.toString('latin1');
  // Stryker disable next-line Regex: equivalent - a name has four characters
  if (!/^[A-Za-z]{4}$/.test(type) || length > LONGEST_CHUNK) throw damaged(what, 'has a damaged chunk header');
  return { type, length, checksum: crc32(name) };
}

function* checksum(what: string, type: string, expected: number): Format<void> {
  if ((yield* take(4)).readUInt32BE(0) !== expected) throw damaged(what, `has a damaged ${type} chunk`);
}
