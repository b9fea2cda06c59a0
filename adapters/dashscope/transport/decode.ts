/** The bytes of an answer's body as text: what encodings we say we take, and no byte order mark. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** What we say in `Accept-Encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/** `deflate` is meant with the header of zlib, and comes without it as well (RFC 9110, 8.4.1.2). */
const inflate: typeof inflateSync = (bytes, options) => {
  try {
    return inflateSync(bytes, options);
  } catch {
    return inflateRawSync(bytes, options);
  }
};

const DECODERS: ReadonlyMap<string, typeof gunzipSync> = new Map([
  ['gzip', gunzipSync],
  ['x-gzip', gunzipSync],
  ['deflate', inflate],
  ['br', brotliDecompressSync],
]);

const decodeOnce = (bytes: Buffer, encoding: string, most: number): Buffer => {
  if (encoding === 'identity') return bytes;
  const decode = DECODERS.get(encoding);
  if (decode === undefined) throw new Error('the answer has an encoding that was not asked for');
  return decode(bytes, { maxOutputLength: most });
};

/** Whether bytes begin as JSON does: then somebody on the way decoded them and left the header. */
const looksLikeJson = (bytes: Buffer): boolean => /^\uFEFF?\s*[[{]/.test(bytes.subarray(0, 64).toString('utf8'));

/**
 * The text of a body. `contentEncoding` lists encodings in the order in which they were applied; at most two are undone.
 * @throws Error for an encoding that was not asked for, a broken one, or more than `most` bytes of text
 */
export const decodeText = (bytes: Buffer, contentEncoding: string | undefined, most: number): string => {
  const encodings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const applied = encodings.filter((name) => name !== '');
  if (applied.length > 2) throw new Error('the answer has more encodings than were asked for');
  const plain = looksLikeJson(bytes) ? bytes : applied.reduceRight((read, name) => decodeOnce(read, name, most), bytes);
  return plain.toString('utf8').replace(/^\uFEFF/, '');
};
