/**
 * Verifies a result picture while it streams by: what it is by its bytes, whatever it is called; that it reaches its own end; and its declared
 * length, where that is believed; where not, a stream that breaks behind the end of the picture has ended. Holds no more than one piece of the stream at a time, whatever the picture's size.
 *
 * What follows the end of a picture is kept as it came: decoders read over it, it may carry a mark, and a paid picture is not given up for it.
 */
import { createHash } from 'node:crypto';
import { EditError } from '../../errors.ts';
import type { ResultMediaType } from '../../service/limits.ts';
import { damaged, RESULT_DAMAGED } from './damaged.ts';
import { beginsAsJpeg, jpegFormat } from './jpeg.ts';
import { createPartsReader, type Format } from './parts.ts';
import type { PictureSize } from './plausible.ts';
import { beginsAsPng, pngFormat } from './png.ts';
import { beginsAsWebp, webpFormat } from './webp.ts';

/** What was seen of a picture that is whole. */
export interface VerifiedPicture {
  readonly mediaType: ResultMediaType;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** The stream again, and what it turned out to be once it was read to its end. */
export interface PictureVerification {
  /** Known from the first bytes. */
  readonly mediaType: ResultMediaType;
  /** The same bytes. @throws ResultUnavailable RESULT_DAMAGED as soon as they cannot be a whole picture of the declared length */
  readonly body: AsyncIterable<Uint8Array>;
  /** @throws Error when the body was not read to its end */
  verified(): VerifiedPicture;
}

interface Kind {
  readonly mediaType: ResultMediaType;
  readonly begins: (head: Uint8Array) => boolean;
  readonly format: (what: string) => Format<PictureSize>;
}

const KINDS: readonly Kind[] = [
  { mediaType: 'image/png', begins: beginsAsPng, format: pngFormat },
  { mediaType: 'image/jpeg', begins: beginsAsJpeg, format: jpegFormat },
  { mediaType: 'image/webp', begins: beginsAsWebp, format: webpFormat },
];

/** How many first bytes tell what a picture is. */
const HEAD_BYTES = 12;

/**
 * Reads the first bytes of a picture, and verifies the rest while it streams by. `what` names it in errors; `expected` is its length in bytes as
 * it was declared, or what an earlier reading found. @throws ResultUnavailable RESULT_DAMAGED when it begins as no picture does, and whatever the source throws
 */
export const verifyPicture = async (
  what: string,
  source: AsyncIterable<Uint8Array>,
  expected: number | Pick<VerifiedPicture, 'bytes' | 'sha256'> | undefined,
): Promise<PictureVerification> => {
  const { bytes: declared, sha256 } = typeof expected === 'number' ? { bytes: expected } : (expected ?? {});
  const pieces = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  try {
    while (head.length < HEAD_BYTES) {
      const next = await pieces.next();
      if (next.done) break;
      head = Buffer.concat([head, next.value]);
    }
    const kind = KINDS.find(({ begins }) => begins(head));
    if (kind === undefined) throw damaged(what, beginning(head.length, declared));
    return following(what, kind, { head, pieces }, { declared, sha256, measured: typeof expected !== 'number' });
  } catch (error) {
    await pieces.return?.();
    throw error;
  }
};

const beginning = (bytes: number, declared: number | undefined): string =>
  bytes < HEAD_BYTES && declared !== bytes ? `broke off after ${bytes} bytes` : 'is not a PNG, JPEG or WEBP picture';

interface Expected {
  readonly declared: number | undefined;
  readonly sha256: string | undefined;
  /** The length is the one that we counted, not the one that the sender claims. */
  readonly measured: boolean;
}

interface Source {
  readonly head: Uint8Array;
  readonly pieces: AsyncIterator<Uint8Array>;
}

const following = (what: string, kind: Kind, source: Source, expected: Expected): PictureVerification => {
  const { declared, measured } = expected;
  let verified: VerifiedPicture | undefined;
  const body = async function* (): AsyncIterable<Uint8Array> {
    const hash = createHash('sha256');
    const reader = createPartsReader(kind.format(what));
    let bytes = 0;
    const isWhole = () => reader.found() !== undefined && (declared === undefined || bytes === declared);
    for await (const piece of wholeOf(source, (error) => measured && isWhole() && !isDamage(error))) {
      bytes += piece.length;
      if (declared !== undefined && bytes > declared)
        throw damaged(what, `is longer than the ${declared} bytes it was declared with`);
      reader.read(piece);
      hash.update(piece);
      yield piece;
    }
    if (declared !== undefined && bytes < declared) throw damaged(what, `broke off after ${bytes} of ${declared} bytes`);
    const size = reader.found();
    if (size === undefined) throw damaged(what, `ends before the end that every ${nameOf(kind)} has`);
    const sha256 = hash.digest('hex');
    if (sha256 !== (expected.sha256 ?? sha256)) throw damaged(what, 'has other bytes than a moment before');
    verified = { mediaType: kind.mediaType, ...size, bytes, sha256 };
  };
  return {
    mediaType: kind.mediaType,
    body: body(),
    verified: () => {
      if (verified === undefined) throw new Error(`${what} was not read to its end`);
      return verified;
    },
  };
};

const END = { done: true, value: undefined } as const;

const nameOf = ({ mediaType }: Kind): string => mediaType.slice('image/'.length).toUpperCase();

const isDamage = (error: unknown): boolean => error instanceof EditError && error.code === RESULT_DAMAGED;

/** The bytes that were read already, then the others; whoever stops reading ends the source. `isEnd`: an error behind which nothing is missing. */
async function* wholeOf({ head, pieces }: Source, isEnd: (error: unknown) => boolean): AsyncIterable<Uint8Array> {
  try {
    yield head;
    for (;;) {
      const next = await pieces.next().catch((error: unknown) => {
        if (isEnd(error)) return END;
        throw error;
      });
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
}
