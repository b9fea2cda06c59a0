/** Small pictures that are not what a result should be, each valid in its own way. */
import { crc32, deflateSync } from 'node:zlib';

const JPEG =
  '/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2Nj' +
  'Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAwAEADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAA' +
  'AAAA/8QAFgEBAQEAAAAAAAAAAAAAAAAAAAQF/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AmgNBCAAAAAAAAAAAAAAAAAAAAAA//9k=';

const WEBP = 'UklGRkgAAABXRUJQVlA4IDwAAACwAwCdASpAADAAPtFor1IoJiQioqgBABoJZwDUBoAAFRpjHFL4YAD+5fo/kUixlb9T7+AUUlojwH2AAAA=';

/** A picture in a format that results do not have: 64*48 pixels of one colour, baseline JPEG or lossy WebP. */
export const SAMPLES = {
  jpeg: { mediaType: 'image/jpeg', bytes: new Uint8Array(Buffer.from(JPEG, 'base64')) },
  webp: { mediaType: 'image/webp', bytes: new Uint8Array(Buffer.from(WEBP, 'base64')) },
} as const;

const chunk = (type: string, data: Uint8Array): Buffer => {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.byteLength);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
};

/** A PNG of a few dozen bytes, every chunk in order and every sum right, that claims 65535*65535 pixels. */
export const hugeClaim = (): Uint8Array =>
  Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.from([0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff, 8, 0, 0, 0, 0])),
    chunk('IDAT', deflateSync(Buffer.alloc(64))),
    chunk('IEND', new Uint8Array()),
  ]);
