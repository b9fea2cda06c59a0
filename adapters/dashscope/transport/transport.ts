/** What a call to the service's HTTP API is, below keys and meanings: one request, one whole answer, no retries, no redirects. */
import { decodeText } from './decode.ts';

/** A body that is streamed once, of known length in bytes. */
export interface SizedBody {
  readonly bytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** One HTTP request. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | SizedBody;
  /** Do not use a connection that was used before: one that the other side just closed leaves it open whether the request arrived. */
  readonly freshConnection?: boolean;
}

/** Headers of an answer by their names in lower case; one that came several times is joined. */
export type Headers = Readonly<Record<string, string>>;

/** One HTTP answer, whole. */
export interface Answer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Headers;
  readonly text: string;
}

/** The request got no whole answer. `notSent`: proof that no byte of it reached the service. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly notSent: boolean;

  constructor(notSent: boolean, cause: unknown) {
    super(notSent ? 'no connection to the service' : 'the connection to the service broke', { cause });
    this.notSent = notSent;
  }
}

/**
 * Sends one call. `sending` is called just before the first byte may leave: until then, giving up proves that nothing was sent.
 * @throws TransportFailure, or what the signal was aborted with
 */
export type Transport = (call: Call, signal: AbortSignal, sending: () => void) => Promise<Answer>;

/** Answers of the API are small; whatever is longer does not come from it. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Reads an answer's body as text. @throws Error when it is longer than 4 MiB, also once decoded, or breaks off */
export const readText = async (
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  contentEncoding?: string,
): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return decodeText(Buffer.concat(chunks), contentEncoding, MAX_ANSWER_BYTES);
};

/**
 * An answer with its body. One of 400 and above stands without its body too, when that breaks off or cannot be decoded: some refusals
 * are proven by their status alone. @throws what reading the body of any other answer threw
 */
export const withBody = async (status: number, headers: Headers, read: () => Promise<string>): Promise<Answer> => {
  try {
    return { status, headers, text: await read() };
  } catch (error) {
    if (status < 400) throw error;
    return { status, headers, text: '' };
  }
};

/** The stream, checked to be exactly as long as declared. @throws Error when it is shorter or longer */
export const exactly = async function* ({ bytes, chunks }: SizedBody): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const chunk of chunks) {
    seen += chunk.byteLength;
    if (seen > bytes) break;
    yield chunk;
  }
  if (seen !== bytes) throw new Error(`the body has ${seen > bytes ? 'more' : 'fewer'} than the declared ${bytes} bytes`);
};
