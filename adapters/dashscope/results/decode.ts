/** Bytes that come compressed although that was not asked for: some proxies do so, whatever they are told, and some do not tell. */
import { Readable, type Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';

type Pieces = AsyncIterable<Uint8Array>;

/** Times that something was compressed which are undone at most. */
const MOST_LAYERS = 2;

/** Begins as what results are (PNG, JPEG, RIFF): then nobody compressed it, whatever the header says. */
const PICTURE = /^(\x89PNG|\xff\xd8\xff|RIFF)/;

/** Largest window of zstd that every decoder has to take (RFC 8878), as a power of two: 8 MiB. */
const ZSTD_WINDOW = 23;

/** What undoes the compression of bytes that begin so, which goes before the name that the header gives it. */
const decoderOf = (head: Buffer, named: string | undefined): Transform | undefined => {
  const begins = head.toString('latin1');
  if (PICTURE.test(begins)) return undefined;
  if (begins.startsWith('\x1f\x8b')) return createGunzip();
  if (begins.startsWith('\x28\xb5\x2f\xfd'))
    return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW } });
  if (named === 'br') return createBrotliDecompress();
  // With the header of zlib, as it is meant, or without, as it comes as well (RFC 9110, 8.4.1.2).
  if (named === 'deflate') return head.readUInt16BE(0) % 31 === 0 ? createInflate() : createInflateRaw();
  return undefined;
};

/**
 * The bytes as they were before they were compressed, a piece at a time. `contentEncoding` is believed where the bytes do not tell; one that is
 * not known changes nothing. `packed`: the declared length is not theirs. @throws whatever the source throws, and what zlib does
 */
export const decode = async (
  source: Pieces,
  contentEncoding: string | undefined,
): Promise<{ readonly packed: boolean; readonly body: Pieces }> => {
  const names = (contentEncoding ?? '').toLowerCase().split(',');
  const named = names.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
  let body = source;
  for (let layers = 0; ; layers += 1) {
    const { head, whole } = await peek(body);
    const decoder = layers < MOST_LAYERS && head.length >= HEAD_BYTES ? decoderOf(head, named.pop()) : undefined;
    if (decoder === undefined) return { packed: layers > 0, body: whole };
    body = through(decoder, whole);
  }
};

/** How many first bytes tell how something is compressed. */
const HEAD_BYTES = 4;

const peek = async (source: Pieces): Promise<{ readonly head: Buffer; readonly whole: Pieces }> => {
  const pieces = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const next = await pieces.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = async function* (): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      yield* { [Symbol.asyncIterator]: () => pieces };
    } finally {
      await pieces.return?.();
    }
  };
  return { head, whole: whole() };
};

async function* through(decoder: Transform, source: Pieces): AsyncGenerator<Uint8Array> {
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
