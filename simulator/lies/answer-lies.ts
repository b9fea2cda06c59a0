/** Lies of what stands between the service and its reader: encodings, marks, and when to come back. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type Lie, lieAbout, type Sent } from './lie.ts';
import { NOTHING, oneOf, seconds } from './values.ts';

const ENCODERS = {
  gzip: { name: 'gzip', encode: gzipSync },
  deflate: { name: 'deflate', encode: deflateSync },
  'deflate-raw': { name: 'deflate', encode: deflateRawSync },
  br: { name: 'br', encode: brotliCompressSync },
} as const;

type Encoder = keyof typeof ENCODERS;

const encoded = (answer: Sent, by: Encoder): Sent => ({
  ...answer,
  headers: { ...answer.headers, 'content-encoding': ENCODERS[by].name },
  body: ENCODERS[by].encode(answer.body),
});

const NAMES = ['br', 'gzip', 'deflate'] as const;

/** The first encoding that the reader accepts by name. */
const acceptedBy = (acceptEncoding: string): Encoder | undefined => {
  const named = acceptEncoding
    .toLowerCase()
    .split(',')
    .map((item) => item.split(';')[0]?.trim());
  return NAMES.find((name) => named.includes(name));
};

const later =
  (write: (seconds: number, now: number) => Readonly<Record<string, string>>) =>
  (wait: number) =>
  (answer: Sent, { now }: { readonly now: number }): Sent =>
    answer.status === 429 ? { ...answer, headers: { ...answer.headers, ...write(wait, now) } } : answer;

/** What can happen to the bytes of an answer. */
export const ANSWER_LIES = {
  compress: lieAbout(
    'answer',
    'Answers come compressed, asked for or not; `accepted`: only as the reader accepts it.',
    oneOf<Encoder | 'accepted'>('gzip', 'deflate', 'deflate-raw', 'br', 'accepted'),
    (how) =>
      (answer, { acceptEncoding }) => {
        const by = how === 'accepted' ? acceptedBy(acceptEncoding) : how;
        return by === undefined ? answer : encoded(answer, by);
      },
  ),
  bom: lieAbout('answer', 'A byte order mark stands before the JSON.', NOTHING, () => (answer) => ({
    ...answer,
    body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), answer.body]),
  })),
  'retry-after': lieAbout(
    'answer',
    'Answers of status 429 carry Retry-After, in seconds.',
    seconds(0),
    later((wait) => ({ 'retry-after': String(wait) })),
  ),
  'retry-after-date': lieAbout(
    'answer',
    'Answers of status 429 carry Retry-After, as the date so many seconds from now.',
    seconds(0),
    later((wait, now) => ({ 'retry-after': new Date(now + wait * 1000).toUTCString() })),
  ),
  'retry-after-ms': lieAbout(
    'answer',
    'Answers of status 429 carry Retry-After-Ms, in milliseconds, for so many seconds.',
    seconds(0),
    later((wait) => ({ 'retry-after-ms': String(wait * 1000) })),
  ),
} as const satisfies Readonly<Record<string, Lie<'answer'>>>;
