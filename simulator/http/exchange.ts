/** A request and its answer, as they pass between a carrier (socket or in-process fetch) and the routes. */
import type { WireFault } from '../model-studio/reply.ts';

/** A request after it was read whole; header names in lower case, `url` is the path with its query. Without `body`: more than is read. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array | undefined;
}

/** An answer before it is written, with the disturbance it will meet. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The length is not declared. */
  readonly chunked?: boolean;
  readonly wire?: WireFault;
}

/** Answers one request, whatever carried it. */
export type Handle = (exchange: Exchange) => Promise<Answer>;

/** The page that a broken proxy would return instead of an answer. */
export const HTML_PAGE =
  '<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Please try again later</h1></body></html>';

/** Largest request body in bytes; three images of 10 MB each in base64 need about 40 MB. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The web page with status 200 that a broken proxy puts in the place of an answer. */
export const htmlInstead = ({ headers: { date } }: Answer): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/html', ...(date === undefined ? {} : { date }) },
  body: Buffer.from(HTML_PAGE),
});

/** A JSON answer. */
export const json = (status: number, body: unknown, wire?: WireFault): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
  ...(wire === undefined ? {} : { wire }),
});
