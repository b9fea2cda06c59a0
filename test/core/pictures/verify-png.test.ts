import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResultUnavailable } from '#core/errors.ts';
import { type VerifiedPng, verifyPng } from '#core/pictures/verify-png.ts';
import { pngChunk } from '#test/support/pictures/picture-files.ts';
import { pngOf } from '#test/support/pictures/png.ts';

async function* cut(content: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}
const read = async (content: Uint8Array, published = content.length, size = 37): Promise<VerifiedPng> => {
  const verification = verifyPng('picture 1', published, cut(content, size));
  for await (const _piece of verification.body);
  return verification.verified();
};
const refused = async (content: Uint8Array, published?: number, size?: number): Promise<string> => {
  const error = await read(content, published, size).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ResultUnavailable);
  return error instanceof ResultUnavailable ? `${error.code}: ${error.message}` : '';
};
const changed = (content: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = Uint8Array.from(content);
  copy[at] = value;
  return copy;
};

const PICTURE = pngOf(20, 10, 7, 300);

describe('a result picture on its way', () => {
  it('is measured and hashed', async () => {
    expect(await read(PICTURE)).toEqual({
      width: 20,
      height: 10,
      bytes: PICTURE.length,
      sha256: createHash('sha256').update(PICTURE).digest('hex'),
    });
  });

  it('comes out the same wherever its pieces end', async () => {
    const whole = await read(PICTURE);
    for (let size = 1; size <= 40; size += 1) expect(await read(PICTURE, PICTURE.length, size)).toEqual(whole);
  });

  it('passes on exactly its own bytes', async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of verifyPng('p', PICTURE.length, cut(PICTURE, 9)).body) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(PICTURE)).toBe(true);
  });

  it('is refused wherever it breaks off', async () => {
    for (let length = 0; length < PICTURE.length; length += 1) {
      expect(await refused(PICTURE.subarray(0, length), PICTURE.length)).toContain('broke off');
      expect(await refused(PICTURE.subarray(0, length), length)).toContain('ends before its IEND');
    }
  });

  it('is refused whichever byte is damaged', async () => {
    for (let at = 0; at < PICTURE.length; at += 1) {
      expect(await refused(changed(PICTURE, at, (PICTURE[at] ?? 0) ^ 0x41))).toContain('RESULT_DAMAGED');
    }
  });

  it('is refused when something follows, published or not', async () => {
    const longer = new Uint8Array([...PICTURE, 1, 2, 3]);
    expect(await refused(longer)).toContain('goes on behind its end');
    expect(await refused(longer, PICTURE.length, 10_000)).toContain('is longer');
    expect(await refused(longer, undefined, PICTURE.length)).toContain('goes on behind its end');
  });

  it('is refused when it is no PNG, or has no pixels', async () => {
    expect(await refused(new TextEncoder().encode('<html>an error page, with status 200</html>'))).toContain('is not a PNG');
    expect(await refused(pngOf(0, 10))).toContain('0 by 10');
  });

  it('says nothing before it was read to its end', () => {
    expect(() => verifyPng('picture 1', PICTURE.length, cut(PICTURE, 9)).verified()).toThrow('not read to its end');
  });

  it('lets an error of the connection through', async () => {
    const breaking = async function* (): AsyncIterable<Uint8Array> {
      yield PICTURE.subarray(0, 20);
      throw new Error('reset');
    };
    const verification = verifyPng('p', PICTURE.length, breaking());
    await expect(
      (async () => {
        for await (const _piece of verification.body);
      })(),
    ).rejects.toThrow('reset');
  });

  it('never lets arbitrary bytes pass', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await refused(bytes);
      }),
    );
  });

  const SIGNATURE = PICTURE.subarray(0, 8);
  const IHDR = PICTURE.subarray(8, 33);
  const IEND = pngChunk('IEND');
  const png = (...chunks: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat([SIGNATURE, ...chunks]));

  it.each([
    ['damaged data', changed(PICTURE, 50, 0xff), 'has a damaged daRk chunk'],
    ['a damaged checksum', changed(PICTURE, PICTURE.length - 1, 0), 'has a damaged IEND chunk'],
    ['a chunk whose name begins wrong', png(IHDR, pngChunk('1abc'), IEND), 'has a damaged chunk header'],
    ['a chunk whose name ends wrong', png(IHDR, pngChunk('abc1'), IEND), 'has a damaged chunk header'],
    ['an impossible length', png(IHDR, new Uint8Array([0x80, 0, 0, 0, 0x49, 0x44, 0x41, 0x54])), 'has a damaged chunk header'],
    ['no IHDR first', png(pngChunk('IDAT'), IEND), 'does not begin with one IHDR chunk'],
    ['an IEND first', png(IEND), 'does not begin with one IHDR chunk'],
    ['two IHDRs', png(IHDR, IHDR, IEND), 'does not begin with one IHDR chunk'],
    ['a short IHDR', png(pngChunk('IHDR', IHDR.subarray(8, 20)), IEND), 'does not begin with one IHDR chunk'],
    ['an IEND with data', png(IHDR, pngChunk('IEND', new Uint8Array(1))), 'has a damaged IEND chunk'],
    ['no width', pngOf(0, 10), 'says that it is 0 by 10 pixels'],
    ['no height', pngOf(20, 0), 'says that it is 20 by 0 pixels'],
  ])('is refused with the reason: %s', async (_what, content, reason) => {
    expect(await refused(content)).toBe(`RESULT_DAMAGED: picture 1 ${reason}`);
  });

  it('may have a chunk of the greatest length that there is, which only breaks off', async () => {
    const longest = new Uint8Array([0x7f, 0xff, 0xff, 0xff, 0x49, 0x44, 0x41, 0x54]);
    expect(await refused(png(IHDR, longest))).toContain('ends before its IEND chunk');
  });

  it('may have chunks without data, and data behind which another size seems to stand', async () => {
    expect(await read(png(IHDR, pngChunk('tEXt'), pngChunk('tEXt', new Uint8Array(8)), IEND))).toMatchObject({
      width: 20,
      height: 10,
    });
  });
});
