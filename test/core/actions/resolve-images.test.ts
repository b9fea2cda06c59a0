import { describe, expect, it } from 'vitest';
import { resolveImages } from '#core/actions/resolve-images.ts';
import { sha256Of } from '#core/ids.ts';
import { FIRST_READ_BYTES } from '#core/pictures/check-picture.ts';
import { inlineKey } from '#core/request/keys.ts';
import { createMemoryStore, streamOf } from '#test/support/memory-store.ts';
import { jpegFile, jpegSegment, pngFile } from '#test/support/picture-files.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const PNG = pngFile();
const dataUri = (content: Uint8Array, mediaType = 'image/png'): string =>
  `data:${mediaType};base64,${Buffer.from(content).toString('base64')}`;

const setUp = async () => {
  const store = createMemoryStore({ clock: createVirtualClock() });
  await store.put('uploads/a.png', streamOf(PNG), { mediaType: 'text/plain' });
  const pin = (texts: readonly string[], versions?: Record<string, string>) =>
    resolveImages({ store, urlRules: {} }, texts, versions);
  const problem = async (texts: readonly string[], versions?: Record<string, string>) => {
    const pinned = await pin(texts, versions);
    return 'problem' in pinned ? pinned.problem : undefined;
  };
  return { store, pin, problem };
};

describe('pinning pictures', () => {
  it('fixes the version of a key and what its header says, whatever its name and type say', async () => {
    const { store, pin } = await setUp();
    expect(await pin(['uploads/a.png'])).toEqual({
      images: [
        {
          kind: 'object',
          key: 'uploads/a.png',
          versionId: 'v1',
          mediaType: 'image/png',
          width: 640,
          height: 480,
          bytes: PNG.length,
        },
      ],
    });
    await store.put('uploads/a.png', streamOf(jpegFile()), { mediaType: 'image/jpeg' });
    expect(await pin(['uploads/a.png'])).toMatchObject({ images: [{ versionId: 'v2', mediaType: 'image/jpeg' }] });
    expect(await pin(['uploads/a.png'], { 'uploads/a.png': 'v1' })).toMatchObject({ images: [{ versionId: 'v1' }] });
  });

  it('takes only a version that somebody named, even for a key with an odd name', async () => {
    const { store, pin } = await setUp();
    await store.put('uploads/toString', streamOf(PNG), { mediaType: 'image/png' });
    expect(await pin(['uploads/toString'], {})).toMatchObject({ images: [{ versionId: 'v2' }] });
  });

  it('keeps the order, and leaves a public URL to the service', async () => {
    const { pin } = await setUp();
    expect(await pin(['https://example.org/b.png', 'uploads/a.png'])).toMatchObject({
      images: [{ kind: 'url', url: 'https://example.org/b.png' }, { kind: 'object' }],
    });
  });

  it('stores pixels that come inside a request once, under their checksum', async () => {
    const { store, pin } = await setUp();
    const first = await pin([dataUri(PNG)]);
    const again = await pin([dataUri(PNG, 'image/webp')]);
    const key = inlineKey(sha256Of(PNG), 'png');
    expect(first).toMatchObject({ images: [{ kind: 'object', key, versionId: 'v2' }] });
    expect(again).toEqual(first);
    expect(store.content(key)).toEqual(PNG);
  });

  it('stores them again when something else of another length lies there', async () => {
    const { store, pin } = await setUp();
    const key = inlineKey(sha256Of(PNG), 'png');
    await store.put(key, streamOf('something else'), { mediaType: 'image/png' });
    expect(await pin([dataUri(PNG)])).toMatchObject({ images: [{ key, versionId: 'v3' }] });
  });

  it('reads on as far as the header of a picture needs, and no further', async () => {
    const { store, pin } = await setUp();
    const far = jpegFile({ segments: [1, 2, 3].map(() => jpegSegment(0xe2, Buffer.alloc(65_000))) });
    await store.put('uploads/far.jpg', streamOf(far), { mediaType: 'image/jpeg' });
    const lengths: number[] = [];
    const counting: typeof store = {
      ...store,
      readRange: (ref, start, length) => {
        lengths.push(length);
        return store.readRange(ref, start, length);
      },
    };
    expect(await resolveImages({ store: counting, urlRules: {} }, ['uploads/far.jpg'])).toMatchObject({
      images: [{ mediaType: 'image/jpeg', bytes: far.length }],
    });
    expect(lengths[0]).toBe(FIRST_READ_BYTES);
    expect(lengths.length).toBeGreaterThan(1);
    expect(await pin(['uploads/a.png'])).toHaveProperty('images');
  });
});

describe('a picture that cannot be pinned', () => {
  it.each([
    ['uploads/none.png', 'PICTURE_NOT_FOUND', 'image 2 (uploads/none.png)'],
    ['nowhere/a.png', 'IMAGE_REFUSED', 'image 2 (nowhere/a.png)'],
    ['data:image/png;base64,!!!!', 'IMAGE_REFUSED', 'not base64'],
    [dataUri(new TextEncoder().encode('plain text')), 'PICTURE_FORMAT', 'image 2 (a data URI)'],
    [dataUri(PNG.subarray(0, 20)), 'PICTURE_BROKEN', 'image 2 (a data URI)'],
  ])('is named with its place and the reason: %.30s', async (text, code, words) => {
    const { problem } = await setUp();
    const refused = await problem(['uploads/a.png', text]);
    expect(refused?.code).toBe(code);
    expect(refused?.message).toContain(words);
  });

  it('is one in a version that is gone', async () => {
    const { problem } = await setUp();
    expect((await problem(['uploads/a.png'], { 'uploads/a.png': 'v9' }))?.code).toBe('PICTURE_NOT_FOUND');
  });

  it('is one that is empty', async () => {
    const { store, problem } = await setUp();
    await store.put('uploads/empty.png', streamOf(''), { mediaType: 'image/png' });
    expect((await problem(['uploads/empty.png']))?.code).toBe('PICTURE_EMPTY');
  });

  it('is one that shrank between two reads', async () => {
    const { store } = await setUp();
    const shrinking = { ...store, readRange: async () => new Uint8Array(3) };
    expect(await resolveImages({ store: shrinking, urlRules: {} }, ['uploads/a.png'])).toMatchObject({
      problem: { code: 'PICTURE_NOT_FOUND' },
    });
  });
});
