import { createHash } from 'node:crypto';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { verifyPicture } from '#core/pictures/verify/verify-picture.ts';
import { pngOf } from '#test/support/pictures/png.ts';
import { cut, read, refused } from './verifying.ts';

const raw = sharp(Buffer.from(Array.from({ length: 60 * 40 * 3 }, (_, n) => (n * 7) % 251)), {
  raw: { width: 60, height: 40, channels: 3 },
});
const encode = async (encoded: Sharp): Promise<Uint8Array> => new Uint8Array(await encoded.toBuffer());

/** Each kind of picture that a service may give, as common encoders write it. */
const PICTURES: readonly (readonly [string, string, Uint8Array])[] = [
  ['a PNG', 'image/png', await encode(raw.clone().png())],
  ['an interlaced PNG', 'image/png', await encode(raw.clone().png({ progressive: true }))],
  ['a PNG with a palette', 'image/png', await encode(raw.clone().png({ palette: true }))],
  ['a PNG of 16 bits with alpha', 'image/png', await encode(raw.clone().ensureAlpha().toColourspace('rgb16').png())],
  ['a JPEG', 'image/jpeg', await encode(raw.clone().jpeg())],
  ['a progressive JPEG', 'image/jpeg', await encode(raw.clone().jpeg({ progressive: true, quality: 95 }))],
  ['a JPEG with EXIF and a profile', 'image/jpeg', await encode(raw.clone().withMetadata({ orientation: 6 }).jpeg())],
  ['a lossy WEBP', 'image/webp', await encode(raw.clone().webp())],
  ['a lossless WEBP', 'image/webp', await encode(raw.clone().webp({ lossless: true }))],
  ['a WEBP with alpha', 'image/webp', await encode(raw.clone().ensureAlpha(0.5).webp())],
];

const readThrough = async (body: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const _piece of body);
};

describe.each(PICTURES)('a result: %s', (_name, mediaType, picture) => {
  const whole = {
    mediaType,
    width: 60,
    height: 40,
    bytes: picture.length,
    sha256: createHash('sha256').update(picture).digest('hex'),
  };

  it('is known by its bytes, measured and hashed, with and without a declared length', async () => {
    expect(await read(picture)).toEqual(whole);
    expect(await read(picture, 'undeclared')).toEqual(whole);
  });

  it('comes out the same wherever its pieces end', async () => {
    for (const size of [1, 2, 3, 7, 11, 12, 13, 64, 1000, picture.length])
      expect(await read(picture, 'undeclared', size)).toEqual(whole);
  });

  it('passes on exactly its own bytes', async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of (await verifyPicture('p', cut(picture, 9), undefined)).body) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(picture)).toBe(true);
  });

  it('is refused wherever it breaks off, whether its length is declared or not', async () => {
    for (let length = 0; length < picture.length; length += length < 100 ? 1 : 17) {
      expect(await refused(picture.subarray(0, length), picture.length)).toContain('broke off');
      expect(await refused(picture.subarray(0, length), 'undeclared')).toContain('RESULT_DAMAGED');
    }
    expect(await refused(picture.subarray(0, -1), 'undeclared')).toContain('ends before the end that every');
  });

  it('is kept with what follows its end, which decoders read over', async () => {
    const longer = new Uint8Array([...picture, 10, 0xff, 0xd8, 0]);
    expect(await read(longer)).toEqual({
      ...whole,
      bytes: picture.length + 4,
      sha256: createHash('sha256').update(longer).digest('hex'),
    });
    expect(await read(longer, 'undeclared')).toMatchObject({ bytes: picture.length + 4 });
    expect(await refused(longer, picture.length, 10_000)).toContain(`longer than the ${picture.length} bytes`);
  });
});

describe('a result', () => {
  const picture = pngOf(20, 10, 7, 300);

  it.each([
    ['an error page', '<html>an error page, with status 200</html>'],
    ['JSON', '{"code":"AccessDenied","message":"Request has expired."}'],
    ['a GIF', 'GIF89a, and more than twelve bytes'],
    ['nothing', ''],
    ['one letter', 'x'],
  ])('is refused when it is %s', async (_what, text) => {
    expect(await refused(new TextEncoder().encode(text))).toBe('RESULT_DAMAGED: picture 1 is not a PNG, JPEG or WEBP picture');
  });

  it('is refused when an earlier reading found other bytes', async () => {
    const found = await read(picture);
    const again = await verifyPicture('picture 1', cut(picture, 9), found);
    for await (const _piece of again.body);
    expect(again.verified()).toEqual(found);
    const other = await verifyPicture('picture 1', cut(picture, 9), { ...found, sha256: '0'.repeat(64) });
    await expect(readThrough(other.body)).rejects.toMatchObject({
      code: 'RESULT_DAMAGED',
      message: 'picture 1 has other bytes than a moment before',
    });
  });

  it('says nothing before it was read to its end', async () => {
    const verification = await verifyPicture('picture 1', cut(picture, 9), undefined);
    expect(() => verification.verified()).toThrow('not read to its end');
  });

  it('lets an error of the connection through, at the beginning and later, and lets go of the connection', async () => {
    for (const size of [4, 20]) {
      let ended = 0;
      const breaking = async function* (): AsyncIterable<Uint8Array> {
        try {
          yield picture.subarray(0, size);
          throw new Error('reset');
        } finally {
          ended += 1;
        }
      };
      const reading = async (): Promise<void> => {
        for await (const _piece of (await verifyPicture('p', breaking(), undefined)).body);
      };
      await expect(reading()).rejects.toThrow('reset');
      expect(ended).toBe(1);
    }
  });

  it('lets go of its source when its reader stops', async () => {
    let ended = 0;
    const source = async function* (): AsyncIterable<Uint8Array> {
      try {
        yield* cut(picture, 50);
      } finally {
        ended += 1;
      }
    };
    for await (const _piece of (await verifyPicture('p', source(), undefined)).body) break;
    expect(ended).toBe(1);
  });

  it('is never made of arbitrary bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom(PICTURES[0], PICTURES[4], PICTURES[7]),
        async (bytes, kind) => {
          const head = kind?.[2].subarray(0, 12) ?? new Uint8Array();
          for (const content of [bytes, new Uint8Array([...head, ...bytes])]) {
            const outcome = await read(content).catch((error: unknown) => error);
            expect(outcome).toMatchObject(outcome instanceof Error ? { code: 'RESULT_DAMAGED' } : { width: expect.any(Number) });
          }
        },
      ),
    );
  });

  it('is never taken for whole when it was cut, wherever that was', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...PICTURES),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async ([, , whole], share) => {
          expect(await refused(whole.subarray(0, Math.floor(whole.length * share)), 'undeclared')).toContain('RESULT_DAMAGED');
        },
      ),
      { numRuns: 50 },
    );
  });
});
