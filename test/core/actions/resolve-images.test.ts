import { describe, expect, it } from 'vitest';
import { resolveImages } from '#core/actions/resolve-images.ts';
import { sha256Of } from '#core/ids.ts';
import { FIRST_READ_BYTES } from '#core/pictures/check-picture.ts';
import { type ImageReference, readImageReference } from '#core/request/image-reference.ts';
import { inlineKey } from '#core/request/keys.ts';
import { createMemoryStore, streamOf } from '#test/support/memory-store.ts';
import { jpegFile, jpegSegment, pngFile } from '#test/support/pictures/picture-files.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const PNG = pngFile();
const dataUri = (content: Uint8Array, mediaType = 'image/png'): string =>
  `data:${mediaType};base64,${Buffer.from(content).toString('base64')}`;

const read = (image: string | ImageReference): ImageReference => {
  const reference = typeof image === 'string' ? readImageReference(image) : image;
  if ('why' in reference) throw new Error(reference.why);
  return reference;
};

const setUp = async () => {
  const store = createMemoryStore({ clock: createVirtualClock() });
  await store.put('uploads/a.png', streamOf(PNG), { mediaType: 'text/plain' });
  const resolve = (...images: readonly (string | ImageReference)[]) => resolveImages({ store }, images.map(read));
  const problem = async (...images: readonly (string | ImageReference)[]) => {
    const resolved = await resolve(...images);
    return 'problem' in resolved ? resolved.problem : undefined;
  };
  return { store, resolve, problem };
};

describe('resolving images', () => {
  it('fixes the version of a key and what its header says, whatever its name and type say', async () => {
    const { store, resolve } = await setUp();
    expect(await resolve('uploads/a.png')).toEqual({
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
    expect(await resolve('uploads/a.png')).toMatchObject({ images: [{ versionId: 'v2', mediaType: 'image/jpeg' }] });
    expect(await resolve({ kind: 'key', key: 'uploads/a.png', versionId: 'v1' })).toMatchObject({
      images: [{ versionId: 'v1' }],
    });
  });

  it('does not look again at an object that was looked at just now', async () => {
    const { store } = await setUp();
    const looks: string[] = [];
    const counting = {
      ...store,
      head: (ref: { readonly key: string }) => {
        looks.push(ref.key);
        return store.head(ref);
      },
    };
    const seen: ImageReference = { kind: 'key', key: 'uploads/a.png', versionId: 'v1', bytes: PNG.length };
    expect(await resolveImages({ store: counting }, [seen])).toMatchObject({ images: [{ versionId: 'v1', bytes: PNG.length }] });
    expect(looks).toEqual([]);
    await resolveImages({ store: counting }, [{ kind: 'key', key: 'uploads/a.png', versionId: 'v1' }]);
    expect(looks).toEqual(['uploads/a.png']);
  });

  it('takes two versions of one key for two images', async () => {
    const { store, resolve } = await setUp();
    await store.put('uploads/a.png', streamOf(jpegFile()), { mediaType: 'image/jpeg' });
    const version = (versionId: string): ImageReference => ({ kind: 'key', key: 'uploads/a.png', versionId });
    expect(await resolve(version('v2'), version('v1'))).toMatchObject({ images: [{ versionId: 'v2' }, { versionId: 'v1' }] });
  });

  it('keeps the order, and leaves a public URL to the service', async () => {
    const { resolve } = await setUp();
    expect(await resolve('https://example.org/b.png', 'uploads/a.png')).toMatchObject({
      images: [{ kind: 'url', url: 'https://example.org/b.png' }, { kind: 'object' }],
    });
  });

  it('stores pixels that come inside a request once, under their checksum', async () => {
    const { store, resolve } = await setUp();
    const first = await resolve(dataUri(PNG));
    const again = await resolve(dataUri(PNG, 'image/webp'));
    const key = inlineKey(sha256Of(PNG), 'png');
    expect(first).toMatchObject({ images: [{ kind: 'object', key, versionId: 'v2' }] });
    expect(again).toEqual(first);
    expect(store.content(key)).toEqual(PNG);
  });

  it('stores them again when something else of another length lies there', async () => {
    const { store, resolve } = await setUp();
    const key = inlineKey(sha256Of(PNG), 'png');
    await store.put(key, streamOf('something else'), { mediaType: 'image/png' });
    expect(await resolve(dataUri(PNG))).toMatchObject({ images: [{ key, versionId: 'v3' }] });
  });

  it('reads on as far as the header of a picture needs, and no further', async () => {
    const { store, resolve } = await setUp();
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
    expect(await resolveImages({ store: counting }, [read('uploads/far.jpg')])).toMatchObject({
      images: [{ mediaType: 'image/jpeg', bytes: far.length }],
    });
    expect(lengths[0]).toBe(FIRST_READ_BYTES);
    expect(lengths.length).toBeGreaterThan(1);
    expect(await resolve('uploads/a.png')).toHaveProperty('images');
  });

  it('stores pixels under their own media type, whatever the data URI calls them', async () => {
    const { store, resolve } = await setUp();
    await resolve(dataUri(PNG, 'image/webp'));
    expect(await store.head({ key: inlineKey(sha256Of(PNG), 'png') })).toMatchObject({ mediaType: 'image/png' });
  });

  it('looks at an object of which only the version is known', async () => {
    const { resolve } = await setUp();
    expect(await resolve({ kind: 'key', key: 'uploads/a.png', versionId: 'v1' })).toMatchObject({
      images: [{ bytes: PNG.length }],
    });
  });

  it('looks at an object of which only the length is known', async () => {
    const { resolve } = await setUp();
    expect(await resolve({ kind: 'key', key: 'uploads/a.png', bytes: PNG.length })).toMatchObject({
      images: [{ versionId: 'v1' }],
    });
  });

  it('reads nothing of an empty object: a store refuses an empty range', async () => {
    const { store } = await setUp();
    await store.put('uploads/empty.png', streamOf(''), { mediaType: 'image/png' });
    const refusing = { ...store, readRange: async () => Promise.reject(new Error('an empty range')) };
    expect(await resolveImages({ store: refusing }, [read('uploads/empty.png')])).toMatchObject({
      problem: { code: 'PICTURE_EMPTY' },
    });
  });
});

describe('an image that cannot be resolved', () => {
  it.each([
    ['uploads/none.png', 'PICTURE_NOT_FOUND', 'image 2 (uploads/none.png)'],
    ['data:image/png;base64,!!!!', 'IMAGE_REFUSED', 'not base64'],
    [dataUri(new TextEncoder().encode('plain text')), 'PICTURE_FORMAT', 'image 2 (a data URI)'],
    [dataUri(PNG.subarray(0, 20)), 'PICTURE_BROKEN', 'image 2 (a data URI)'],
  ])('is named with its place and the reason: %.30s', async (text, code, words) => {
    const { problem } = await setUp();
    const refused = await problem('uploads/a.png', text);
    expect(refused?.code).toBe(code);
    expect(refused?.message).toContain(words);
  });

  it('is one in a version that is gone', async () => {
    const { problem } = await setUp();
    expect((await problem({ kind: 'key', key: 'uploads/a.png', versionId: 'v9' }))?.code).toBe('PICTURE_NOT_FOUND');
  });

  it('is one that is empty', async () => {
    const { store, problem } = await setUp();
    await store.put('uploads/empty.png', streamOf(''), { mediaType: 'image/png' });
    expect((await problem('uploads/empty.png'))?.code).toBe('PICTURE_EMPTY');
  });

  it('is one that shrank between two reads', async () => {
    const { store } = await setUp();
    const shrinking = { ...store, readRange: async () => new Uint8Array(3) };
    expect(await resolveImages({ store: shrinking }, [read('uploads/a.png')])).toMatchObject({
      problem: { code: 'PICTURE_NOT_FOUND' },
    });
  });
});
