/**
 * Where pictures live. One key space: `results/...` is written by Darkroom only, everything else by users.
 * On AWS the two halves are two buckets; on one machine they are folders under one home.
 */

/** An object, optionally pinned to one version. */
export interface ObjectRef {
  readonly key: string;
  readonly versionId?: string;
}

/** What is known about an object without reading it. `metadata` has lower-case names without the `x-amz-meta-` prefix, percent-decoded. */
export interface ObjectHead {
  readonly key: string;
  readonly versionId: string;
  readonly bytes: number;
  readonly mediaType?: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Epoch ms. */
  readonly modifiedAt: number;
}

/** A picture on its way: its exact length and its bytes. */
export interface ByteStream {
  readonly bytes: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Bytes at hand as such a stream. */
export const bytesOf = (content: Uint8Array): ByteStream => ({ bytes: content.length, body: inOnePiece(content) });

async function* inOnePiece(content: Uint8Array): AsyncIterable<Uint8Array> {
  yield content;
}

/** How a client uploads a file itself: send the fields as a form (`POST`) or the bytes with the headers (`PUT`). */
export interface UploadTicket {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** The pictures. Reads may be repeated freely; an object becomes visible only when it is complete. */
export interface Store {
  /** The newest version when the ref names none; undefined when there is no such object. */
  head(ref: ObjectRef): Promise<ObjectHead | undefined>;
  /** Up to `length` bytes from `start`; fewer at the end of the object. @throws Unavailable */
  readRange(ref: ObjectRef, start: number, length: number): Promise<Uint8Array>;
  /** The whole object as a stream. @throws Unavailable when it is gone */
  open(ref: ObjectRef): Promise<ByteStream>;
  /** A URL that lets the service fetch exactly this version, answering with `mediaType`; undefined when the store has none (a folder). */
  link(ref: ObjectRef, options: { readonly mediaType: string; readonly seconds: number }): Promise<string | undefined>;
  /**
   * Writes a new object whole, or not at all: when `body` throws, nothing is visible and the error comes through.
   * Never overwrites under `results/`: `exists` when the key is already there.
   */
  put(
    key: string,
    content: ByteStream,
    options: { readonly mediaType: string; readonly metadata?: Readonly<Record<string, string>> },
  ): Promise<{ readonly outcome: 'created' | 'exists'; readonly versionId: string }>;
  /** A ticket with which a client uploads one file under `key`, at most `maxBytes` long. */
  ticket(
    key: string,
    options: { readonly mediaType: string; readonly maxBytes: number; readonly seconds: number },
  ): Promise<UploadTicket>;
  /** Keys under a prefix in lexical order, a page at a time. */
  list(
    prefix: string,
    options: { readonly limit: number; readonly cursor?: string },
  ): Promise<{ readonly keys: readonly string[]; readonly cursor?: string }>;
}
