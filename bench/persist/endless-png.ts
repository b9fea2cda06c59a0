/** PNGs of any exact size, made while they are sent: one pixel, and behind its data more and more. Every checksum is right. */
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Bytes of a chunk besides its data: length, type and checksum. */
const FRAME_BYTES = 12;

/** As large as the chunks of common encoders. */
const DATA_BYTES = 64 * 1024;

const chunk = (type: string, data: Uint8Array): Buffer => {
  const whole = Buffer.alloc(FRAME_BYTES + data.length);
  whole.writeUInt32BE(data.length);
  whole.write(type, 4, 'latin1');
  whole.set(data, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
};

const BEGINNING = Buffer.concat([
  SIGNATURE,
  chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
  chunk('IDAT', deflateSync(Buffer.from([0, 128]))),
]);
const END = chunk('IEND', new Uint8Array());
const FULL = chunk('IDAT', Buffer.alloc(DATA_BYTES, 0x5a));

/** The pieces of a PNG of exactly `bytes` bytes. @throws RangeError below 120 bytes */
export function* endlessPng(bytes: number): Generator<Uint8Array> {
  if (bytes < 120) throw new RangeError(`a PNG of ${bytes} bytes is too small to be made here`);
  let left = bytes - BEGINNING.length - END.length;
  yield BEGINNING;
  while (left >= FULL.length + FRAME_BYTES) {
    yield FULL;
    left -= FULL.length;
  }
  const rest = Math.min(left - FRAME_BYTES, DATA_BYTES);
  yield chunk('IDAT', Buffer.alloc(rest, 0x5a));
  if (left - FRAME_BYTES > rest) yield chunk('IDAT', Buffer.alloc(left - 2 * FRAME_BYTES - rest, 0x5a));
  yield END;
}
