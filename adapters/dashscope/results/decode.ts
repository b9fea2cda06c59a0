/** Bytes that come compressed although that was not asked for: some proxies do so, whatever they are told. */
import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

/** What is understood, by its name in `Content-Encoding`. */
export const ENCODINGS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
} as const satisfies Readonly<Record<string, () => Transform>>;

/** The bytes as they were before they were compressed, a piece at a time. @throws whatever the source throws, and what zlib does */
export async function* decode(encoding: keyof typeof ENCODINGS, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder: Transform = ENCODINGS[encoding]();
  const packed = Readable.from(source, { objectMode: false });
  packed.on('error', (error) => decoder.destroy(error));
  packed.pipe(decoder);
  try {
    for await (const piece of decoder) yield piece;
  } finally {
    packed.destroy();
    decoder.destroy();
  }
}
