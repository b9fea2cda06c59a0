/** Lies of the storage that holds result images. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Lie, lieAbout, type Sent } from './lie.ts';
import { hugeClaim, SAMPLES } from './sample-pictures.ts';
import { NOTHING, oneOf, word } from './values.ts';

const INDEX = {
  written: '[=NUMBER]',
  read: (text: string | undefined) => {
    if (text === undefined) return Number.NaN;
    return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;
  },
};

const REDIRECTED = 'redirected=1';

const GONE =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>NoSuchKey</Code>\n  <Message>The specified key does not exist.</Message>\n</Error>\n';

/** Changes an answer that brings an image. */
const whenGood =
  (change: (answer: Sent) => Sent) =>
  (answer: Sent): Sent =>
    answer.status === 200 ? change(answer) : answer;

/** Other bytes, with their own checksum. */
const as = (mediaType: string, body: Uint8Array): Sent => ({
  status: 200,
  headers: { 'content-type': mediaType, 'content-md5': createHash('md5').update(body).digest('base64') },
  body,
});

/** What can be said about a result image. */
export const RESULT_LIES = {
  'dead-result': lieAbout(
    'result',
    'One image of a task, the last one or this NUMBER from 1, answers 404 for good.',
    INDEX,
    (number) =>
      (answer, { index, count }) =>
        index + 1 === (Number.isNaN(number) ? count : number)
          ? { status: 404, headers: { 'content-type': 'application/xml' }, body: Buffer.from(GONE) }
          : answer,
  ),
  'result-format': lieAbout(
    'result',
    'The image is a JPEG or a WebP, below a name that ends in .png.',
    oneOf('jpeg', 'webp'),
    (format) => whenGood(() => as(SAMPLES[format].mediaType, SAMPLES[format].bytes)),
  ),
  'result-type': lieAbout(
    'result',
    'The image comes with this Content-Type (application/octet-stream).',
    word('TYPE', 'application/octet-stream'),
    (type) => whenGood((answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': type } })),
  ),
  'chunked-result': lieAbout('result', 'The image comes in chunks, without Content-Length.', NOTHING, () =>
    whenGood((answer) => ({ ...answer, chunked: true })),
  ),
  'result-redirect': lieAbout(
    'result',
    'The image is behind a redirect (HTTP 302) to the same host.',
    NOTHING,
    () =>
      (answer, { address }) =>
        answer.status !== 200 || address.includes(REDIRECTED)
          ? answer
          : { status: 302, headers: { location: `${address}&${REDIRECTED}` }, body: new Uint8Array() },
  ),
  'compressed-result': lieAbout('result', 'The image comes compressed by gzip, unasked.', NOTHING, () =>
    whenGood(({ headers, body }) => ({
      status: 200,
      headers: { 'content-type': headers['content-type'] ?? 'image/png', 'content-encoding': 'gzip' },
      body: gzipSync(body),
    })),
  ),
  'huge-result': lieAbout('result', 'The image is a PNG of a few dozen bytes that claims 65535*65535 pixels.', NOTHING, () =>
    whenGood(() => as('image/png', hugeClaim())),
  ),
} as const satisfies Readonly<Record<string, Lie<'result'>>>;
