/** The body of an answer as `fetch` hands it out: decoded, where its header says how it is encoded. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import type { Answer } from './exchange.ts';

/** Both forms of `deflate` are read, as browsers and Node do: with and without the zlib header. */
const inflate = (body: Uint8Array): Uint8Array => ((body[0] ?? 0) % 16 === 8 ? inflateSync(body) : inflateRawSync(body));

const DECODERS: Readonly<Record<string, (body: Uint8Array) => Uint8Array>> = {
  gzip: gunzipSync,
  deflate: inflate,
  br: brotliDecompressSync,
};

/** The same answer with its body decoded; the header stays, as it does with `fetch`. */
export const decoded = (answer: Answer): Answer => {
  const decode = DECODERS[answer.headers['content-encoding'] ?? ''];
  return decode === undefined ? answer : { ...answer, body: decode(answer.body) };
};
