import { describe, expect, it } from 'vitest';
import { vp8Chunk, vp8lChunk, vp8xChunk, webpFile, webpFiller } from '#test/support/pictures/picture-files.ts';
import { changedAt, read, refused } from './verifying.ts';

/** A chunk of this name, as long as it says. */
const chunk = (name: string, bytes: number): Buffer => {
  const head = Buffer.alloc(8 + bytes + (bytes % 2));
  head.write(name, 'latin1');
  head.writeUInt32LE(bytes, 4);
  return head;
};

describe('a WEBP on its way', () => {
  it.each([
    ['a lossy frame', [vp8Chunk(60, 40)]],
    ['a lossless frame', [vp8lChunk(60, 40)]],
    ['an extended header, a profile of odd length and a frame', [vp8xChunk(60, 40), webpFiller(7), vp8Chunk(60, 40)]],
    ['several frames', [vp8xChunk(60, 40, 2), chunk('ANIM', 6), chunk('ANMF', 40)]],
    ['metadata behind its frame', [vp8lChunk(60, 40), webpFiller(100)]],
  ])('may have %s', async (_what, chunks) => {
    for (const size of [1, 5, 1000])
      expect(await read(webpFile(...chunks), 'undeclared', size)).toMatchObject({ width: 60, height: 40 });
  });

  it.each([
    ['no frame', webpFile(vp8xChunk(60, 40)), 'has no pixel data'],
    ['a frame without data', webpFile(vp8xChunk(60, 40), chunk('VP8L', 0)), 'has no pixel data'],
    ['nothing but a name', webpFile(webpFiller(10)), 'has no pixel data'],
    [
      'a chunk that is longer than itself',
      changedAt(webpFile(vp8Chunk(60, 40)), 16, 0xff),
      'has a chunk that is longer than itself',
    ],
    ['a lossy frame without its start code', changedAt(webpFile(vp8Chunk(60, 40)), 23, 0), 'has a damaged frame header'],
    ['a lossless frame without its signature', changedAt(webpFile(vp8lChunk(60, 40)), 20, 0), 'has a damaged frame header'],
    ['a frame shorter than its header', webpFile(chunk('VP8L', 4)), 'has a damaged frame header'],
    ['no width', webpFile(vp8Chunk(0, 40)), 'says that it is 0 by 40 pixels'],
    ['an impossible size', webpFile(vp8xChunk(65_535, 65_535), vp8Chunk(60, 40)), 'says that it is 65535 by 65535 pixels'],
  ])('is refused with the reason: %s', async (_what, content, reason) => {
    for (const size of [1, 1000]) expect(await refused(content, undefined, size)).toBe(`RESULT_DAMAGED: picture 1 ${reason}`);
  });

  it('that says it is empty is not waited for', async () => {
    const empty = Buffer.from(webpFile());
    empty.writeUInt32LE(4, 4);
    expect(await refused(empty.subarray(0, 12), undefined)).toContain('RESULT_DAMAGED');
    expect(await refused(empty)).toContain('has no pixel data');
  });
});
