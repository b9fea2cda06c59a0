/** The bytes of an answer's body as text: what encodings we say we take, and no byte order mark. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** What we say in `Accept-Encoding`. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

type Decode = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

/** `deflate` is meant with the header of zlib, and comes without it as well (RFC 9110, 8.4.1.2). */
const inflate: Decode = (bytes, options) => (bytes.readUInt16BE(0) % 31 === 0 ? inflateSync : inflateRawSync)(bytes, options);

const DECODERS = new Map<string, Decode>([
  ['deflate', inflate],
  ['br', brotliDecompressSync],
]);

/** Whether bytes begin as JSON does: then somebody on the way decoded them and left the header. */
const looksLikeJson = (bytes: Buffer): boolean => /^\uFEFF?\s*[[{]/.test(bytes.subarray(0, 64).toString('utf8'));

/**
 * The text of a body. `contentEncoding` lists encodings in the order in which they were applied; at most two are undone, gzip also where nobody
 * says so. What is packed in a way that is not known stays so, and is no JSON. @throws Error for a broken encoding, or more than `most` bytes of text
 */
export const decodeText = (bytes: Buffer, contentEncoding: string | undefined, most: number): string => {
  const named = (contentEncoding ?? '').toLowerCase().split(/[\s,]+/);
  let read = bytes;
  for (let layers = 0; layers < 2 && !looksLikeJson(read); layers += 1) {
    const name = named.pop() ?? '';
    const decode = read[0] === 0x1f && read[1] === 0x8b ? gunzipSync : DECODERS.get(name);
    if (decode !== undefined) read = decode(read, { maxOutputLength: most });
  }
  return read.toString('utf8').replace(/^\uFEFF/, '');
};
