/**
 * Verifies a PNG while it streams by: signature, every chunk's length and checksum, IHDR first, IEND last, nothing behind it, and
 * exactly the declared number of bytes. Holds no more than one piece of the stream at a time, whatever the picture's size.
 *
 * Format: W3C Portable Network Graphics, third edition, sections 5 and 11.2.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ResultUnavailable } from '../errors.ts';

/** What was seen of a picture that is whole. */
export interface VerifiedPng {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** The stream again, and what it turned out to be once it was read to its end. */
export interface PngVerification {
  /** The same bytes. @throws ResultUnavailable RESULT_DAMAGED as soon as they cannot be a whole PNG of the declared length */
  readonly body: AsyncIterable<Uint8Array>;
  /** @throws Error when the body was not read to its end */
  verified(): VerifiedPng;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const IHDR_BYTES = 13;

/** Verifies a PNG of `declaredBytes` while it streams by. `what` names it in errors. */
export const verifyPng = (what: string, declaredBytes: number, source: AsyncIterable<Uint8Array>): PngVerification => {
  let verified: VerifiedPng | undefined;
  const body = async function* (): AsyncIterable<Uint8Array> {
    const hash = createHash('sha256');
    const reader = createChunkReader(what);
    let bytes = 0;
    for await (const piece of source) {
      bytes += piece.length;
      if (bytes > declaredBytes) throw damaged(what, `is longer than the ${declaredBytes} bytes it was declared with`);
      reader.read(piece);
      hash.update(piece);
      yield piece;
    }
    if (bytes !== declaredBytes) throw damaged(what, `broke off after ${bytes} of ${declaredBytes} bytes`);
    verified = { ...reader.end(), bytes, sha256: hash.digest('hex') };
  };
  return {
    body: body(),
    verified: () => {
      if (verified === undefined) throw new Error(`${what} was not read to its end`);
      return verified;
    },
  };
};

type Place = { readonly in: 'signature' | 'header' | 'checksum' | 'nothing' } | { readonly in: 'data'; left: number };

/** Follows the chunks of a PNG across pieces that end anywhere. */
const createChunkReader = (what: string) => {
  let place: Place = { in: 'signature' };
  let pending = Buffer.alloc(0);
  // Stryker disable next-line StringLiteral: equivalent - every chunk begins with its name
  let type = '';
  let checksum = 0;
  let ihdr = Buffer.alloc(0);
  let size: { readonly width: number; readonly height: number } | undefined;

  const fixed = (bytes: Buffer): void => {
    if (place.in === 'signature') {
      if (!bytes.equals(SIGNATURE)) throw damaged(what, 'is not a PNG');
      place = { in: 'header' };
    } else if (place.in === 'header') {
      beginChunk(bytes.readUInt32BE(0), bytes.subarray(4));
    } else {
      if (bytes.readUInt32BE(0) !== checksum) throw damaged(what, `has a damaged ${type} chunk`);
      place = { in: type === 'IEND' ? 'nothing' : 'header' };
    }
  };

  const beginChunk = (length: number, name: Buffer): void => {
    type = name.toString('latin1');
    // Stryker disable next-line Regex: equivalent - a name has four characters
    if (!/^[A-Za-z]{4}$/.test(type) || length > 0x7fffffff) throw damaged(what, 'has a damaged chunk header');
    if ((size === undefined) !== (type === 'IHDR') || (type === 'IHDR' && length !== IHDR_BYTES)) {
      throw damaged(what, 'does not begin with one IHDR chunk');
    }
    if (type === 'IEND' && length !== 0) throw damaged(what, 'has a damaged IEND chunk');
    checksum = crc32(name);
    place = { in: 'data', left: length };
  };

  const data = (bytes: Uint8Array, left: number): void => {
    checksum = crc32(bytes, checksum);
    // Stryker disable next-line ConditionalExpression: equivalent - in what it answers; but it would hold the whole picture in memory
    if (type === 'IHDR') ihdr = Buffer.concat([ihdr, bytes]);
    if (left > 0) {
      place = { in: 'data', left };
      return;
    }
    // Stryker disable next-line ConditionalExpression: equivalent - the header is kept, so its size stays the same
    if (type === 'IHDR') size = sizeOf(what, ihdr);
    place = { in: 'checksum' };
  };

  return {
    read: (piece: Uint8Array): void => {
      for (let rest = piece; rest.length > 0; ) {
        if (place.in === 'nothing') throw damaged(what, 'goes on behind its end');
        if (place.in === 'data') {
          const part = rest.subarray(0, place.left);
          rest = rest.subarray(part.length);
          data(part, place.left - part.length);
          continue;
        }
        const wanted = (place.in === 'checksum' ? 4 : 8) - pending.length;
        pending = Buffer.concat([pending, rest.subarray(0, wanted)]);
        rest = rest.subarray(wanted);
        if (pending.length < (place.in === 'checksum' ? 4 : 8)) return;
        const bytes = pending;
        pending = Buffer.alloc(0);
        fixed(bytes);
      }
    },
    end: (): { readonly width: number; readonly height: number } => {
      if (place.in !== 'nothing') throw damaged(what, 'ends before its IEND chunk');
      // Stryker disable next-line all: equivalent - there is no end without a header; the type does not know it
      if (size === undefined) throw damaged(what, 'has no header');
      return size;
    },
  };
};

const sizeOf = (what: string, ihdr: Buffer): { readonly width: number; readonly height: number } => {
  const [width, height] = [ihdr.readUInt32BE(0), ihdr.readUInt32BE(4)];
  if (width === 0 || height === 0) throw damaged(what, `says that it is ${width} by ${height} pixels`);
  return { width, height };
};

const damaged = (what: string, how: string): ResultUnavailable =>
  new ResultUnavailable({
    code: 'RESULT_DAMAGED',
    message: `${what} ${how}`,
    hint: 'It is fetched again; if this goes on, the edit is left unresolved and can be retried.',
  });
