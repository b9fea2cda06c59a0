/** What the storage of the service answers for a result: a redirect, bytes, or why there are none. */
import type { IncomingMessage } from 'node:http';
import { ResultUnavailable } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';

/** A download that failed and is tried again. `why` goes on after "could not be fetched:". */
export const downloadFailed = (why: string, cause?: unknown): ResultUnavailable =>
  new ResultUnavailable({
    code: 'RESULT_DOWNLOAD_FAILED',
    message: `A result picture could not be fetched: ${why}.`,
    hint: 'It is fetched again by itself, from the start.',
    ...omitUndefined({ cause }),
  });

const expired = (): ResultUnavailable =>
  new ResultUnavailable({
    code: 'RESULT_EXPIRED',
    message: 'A result picture could not be fetched: its URL has expired or is refused (HTTP 403).',
    hint: 'The task is asked again for fresh URLs; 24 hours after the task the picture is gone.',
  });

const REDIRECTS = [301, 302, 303, 307, 308];

/** Where an answer sends on to; undefined when it does not. @throws ResultUnavailable when it does not say where */
export const redirectOf = ({ statusCode = 0, headers }: IncomingMessage, from: URL): string | undefined => {
  if (!REDIRECTS.includes(statusCode)) return undefined;
  const { location } = headers;
  if (location === undefined || !URL.canParse(location, from)) {
    throw downloadFailed(`it answered with a redirect (HTTP ${statusCode}) that leads nowhere`);
  }
  return new URL(location, from).href;
};

/** How the bytes of a good answer come. */
export interface AnswerShape {
  /** Length as declared, before decoding. */
  readonly length?: number;
  /** As declared. */
  readonly encoding?: string;
  /** As declared, lower-case; says nothing reliable. */
  readonly mediaType: string;
  /** MD5 of the bytes in base64, as object storage declares it (Content-MD5); absent where they were encoded on the way. */
  readonly md5?: string;
}

/** 203 and 206 are what something on the way makes of a 200; whether the picture is whole is looked at anyway. */
const GOOD = [200, 203, 206];

/** The shape of a good answer. @throws ResultUnavailable */
export const shapeOf = ({ statusCode = 0, headers }: IncomingMessage, maxBytes: number): AnswerShape => {
  if (statusCode === 403) throw expired();
  if (!GOOD.includes(statusCode)) throw downloadFailed(`HTTP ${statusCode}`);
  const declared = headers['content-length'];
  const length = declared !== undefined && /^\d{1,15}$/.test(declared) ? Number(declared) : undefined;
  if (length !== undefined && length > maxBytes)
    throw downloadFailed(`it has ${length} bytes, more than the ${maxBytes} that are allowed`);
  const encoding = headers['content-encoding'];
  const md5 = encoding === undefined ? md5Of(headers['content-md5']) : undefined;
  return {
    ...omitUndefined({ length, encoding, md5 }),
    mediaType: headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? 'application/octet-stream',
  };
};

const md5Of = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' && /^[A-Za-z0-9+/]{22}==$/.test(header) ? header : undefined;
