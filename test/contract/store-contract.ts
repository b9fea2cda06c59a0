/** What every store promises, as one suite: run against the one in memory, the folder and the two buckets. */

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { ByteStream, Store } from '#core/ports/store.ts';
import { watchCalls } from './every-method.ts';

const METHODS = {
  head: true,
  readRange: true,
  open: true,
  link: true,
  put: true,
  ticket: true,
  list: true,
} as const satisfies Readonly<Record<keyof Store, true>>;

/** A store with nothing in it, and how to take it away again. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly cleanup?: () => void | Promise<void>;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const streamOf = (...chunks: readonly Uint8Array[]): ByteStream => ({
  bytes: chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0),
  body: (async function* () {
    yield* chunks;
  })(),
});
const textStream = (text: string): ByteStream => streamOf(encode(text));
const PNG = { mediaType: 'image/png' };

const contentOf = async (stream: ByteStream): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream.body) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** Describes the contract of `Store` over stores made by `makeStore`. */
export const describeStoreContract = (
  name: string,
  makeStore: () => StoreUnderTest | Promise<StoreUnderTest>,
  { runs = 25 }: { readonly runs?: number } = {},
): void => {
  describe(`the store ${name}`, () => {
    const calls = watchCalls<Store>(METHODS);
    let made: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      made = await makeStore();
      store = calls.watch(made.store);
    });
    afterEach(() => made.cleanup?.());
    const textAt = async (key: string, versionId?: string): Promise<string> =>
      (await contentOf(await store.open(versionId === undefined ? { key } : { key, versionId }))).toString('utf8');

    it('gives back what was put, as a whole and in parts', async () => {
      const { outcome, versionId } = await store.put('inputs/a.png', streamOf(encode('hello '), encode('world')), PNG);
      expect(outcome).toBe('created');
      const stream = await store.open({ key: 'inputs/a.png', versionId });
      expect(stream.bytes).toBe(11);
      expect((await contentOf(stream)).toString()).toBe('hello world');
      const part = async (start: number, length: number) =>
        Buffer.from(await store.readRange({ key: 'inputs/a.png' }, start, length)).toString();
      expect(await part(0, 5)).toBe('hello');
      expect(await part(6, 100)).toBe('world');
      expect(await part(3, 0)).toBe('');
    });
    it('says what is known of an object without reading it', async () => {
      const metadata = { prompt: 'Zażółć gęślą jaźń 🕰️ 100%', n: '2' };
      const { versionId } = await store.put('inputs/a.png', textStream('12345'), { ...PNG, metadata });
      const head = await store.head({ key: 'inputs/a.png' });
      expect(head).toMatchObject({ key: 'inputs/a.png', versionId, bytes: 5, mediaType: 'image/png', metadata });
      expect(head?.modifiedAt).toBeTypeOf('number');
      expect(await store.head({ key: 'inputs/a.png', versionId })).toMatchObject({ versionId, bytes: 5 });
    });
    it('knows nothing of objects that are not there', async () => {
      await store.put('inputs/a.png', textStream('x'), PNG);
      expect(await store.head({ key: 'inputs/b.png' })).toBeUndefined();
      expect(await store.head({ key: 'inputs' })).toBeUndefined();
      await expect(store.open({ key: 'inputs/b.png' })).rejects.toMatchObject({ name: 'Unavailable' });
      await expect(store.readRange({ key: 'inputs/b.png' }, 0, 1)).rejects.toMatchObject({ name: 'Unavailable' });
    });
    it('keeps an object of no bytes', async () => {
      await store.put('inputs/empty.png', streamOf(), PNG);
      expect(await store.head({ key: 'inputs/empty.png' })).toMatchObject({ bytes: 0 });
      expect(await textAt('inputs/empty.png')).toBe('');
    });
    it('keeps the version that was asked about readable when the key is overwritten', async () => {
      await store.put('uploads/a.png', textStream('first'), PNG);
      const pinned = await store.head({ key: 'uploads/a.png' });
      const second = await store.put('uploads/a.png', textStream('second'), PNG);
      expect(second.outcome).toBe('created');
      expect(second.versionId).not.toBe(pinned?.versionId);
      expect(await textAt('uploads/a.png')).toBe('second');
      expect(await textAt('uploads/a.png', pinned?.versionId)).toBe('first');
      expect((await store.head({ key: 'uploads/a.png' }))?.versionId).toBe(second.versionId);
    });
    it('never overwrites a result', async () => {
      const first = await store.put('results/a.png/1/1.png', textStream('first'), PNG);
      const second = await store.put('results/a.png/1/1.png', textStream('second'), PNG);
      expect(first.outcome).toBe('created');
      expect(second.outcome).toBe('exists');
      expect(await textAt('results/a.png/1/1.png')).toBe('first');
    });
    it('lets exactly one of many simultaneous writers of a result win, whole', async () => {
      const texts = Array.from({ length: 16 }, (_, index) => `writer ${index} `.repeat(1000));
      const outcomes = await Promise.all(texts.map((text) => store.put('results/x/1.png', textStream(text), PNG)));
      expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
      expect(await textAt('results/x/1.png')).toBe(texts[outcomes.findIndex(({ outcome }) => outcome === 'created')]);
    });
    it('shows nothing of an object whose stream breaks off, and lets the error through', async () => {
      const broken = new Error('the line went dead');
      const body = (async function* () {
        yield encode('half of ');
        throw broken;
      })();
      await expect(store.put('results/x/1.png', { bytes: 100, body }, PNG)).rejects.toThrow('the line went dead');
      expect(await store.head({ key: 'results/x/1.png' })).toBeUndefined();
      expect((await store.list('results/', { limit: 10 })).keys).toEqual([]);
      expect((await store.put('results/x/1.png', textStream('whole'), PNG)).outcome).toBe('created');
    });
    it.each([
      ['shorter', 6],
      ['longer', 4],
    ])('refuses a stream that is %s than published', async (_name, published) => {
      const { body } = textStream('12345');
      await expect(store.put('inputs/x.png', { bytes: published, body }, PNG)).rejects.toThrow();
      expect(await store.head({ key: 'inputs/x.png' })).toBeUndefined();
    });
    it.each([
      'uploads/with space + plus.png',
      'uploads/100%25 %2F ~.png',
      'uploads/Ünïcödé 图片 🕰️.png',
      'uploads/e\u0301 decomposed.png',
      "uploads/$.path {{x}} 'quoted' [1] #?&=.png",
      'uploads/..hidden/.dot..png',
      'uploads/a/b/c/d.PNG',
    ])('keeps the key %s to the character', async (key) => {
      await store.put(key, textStream(key), PNG);
      expect(await store.head({ key })).toMatchObject({ key });
      expect((await store.list('uploads/', { limit: 10 })).keys).toEqual([key]);
      expect(await textAt(key)).toBe(key);
    });
    it('lists keys in order, page by page, under any prefix', async () => {
      const keys = ['results/a-b/1.png', 'results/a/1.png', 'results/a/2.png', 'results/a.png/1.png', 'results/b'];
      for (const key of [...keys, 'uploads/a.png'].reverse()) await store.put(key, textStream('x'), PNG);
      const all: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.list('results/', { limit: 2, ...omitUndefined({ cursor }) });
        expect(page.keys.length).toBeLessThanOrEqual(2);
        all.push(...page.keys);
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(all).toEqual(['results/a-b/1.png', 'results/a.png/1.png', 'results/a/1.png', 'results/a/2.png', 'results/b']);
      expect((await store.list('results/a/', { limit: 10 })).keys).toEqual(['results/a/1.png', 'results/a/2.png']);
      expect((await store.list('results/a', { limit: 10 })).keys).toHaveLength(4);
      expect((await store.list('results/none', { limit: 10 })).keys).toEqual([]);
    });
    it('gives links only to what may be fetched for a while', async () => {
      const { versionId } = await store.put('inputs/a.png', textStream('x'), PNG);
      const url = await store.link({ key: 'inputs/a.png', versionId }, { mediaType: 'image/png', seconds: 60 });
      if (url !== undefined) expect(new URL(url).protocol).toMatch(/^https?:$/);
    });
    it('gives a ticket that says how to upload and until when', async () => {
      const ticket = await store.ticket('inputs/new.png', { mediaType: 'image/png', maxBytes: 1000, seconds: 60 });
      expect(['PUT', 'POST']).toContain(ticket.method);
      expect(ticket.url).not.toBe('');
      expect(ticket.expiresAt).toBeGreaterThan(0);
      expect(await store.head({ key: 'inputs/new.png' })).toBeUndefined();
    });
    it('gives back any bytes in any pieces', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
          fc.nat(500),
          fc.nat(500),
          async (chunks, start, length) => {
            const whole = Buffer.concat(chunks);
            await store.put('inputs/any.bin', streamOf(...chunks), PNG);
            expect((await contentOf(await store.open({ key: 'inputs/any.bin' }))).equals(whole)).toBe(true);
            if (start >= whole.length) return;
            const part = await store.readRange({ key: 'inputs/any.bin' }, start, length);
            expect(Buffer.from(part).equals(whole.subarray(start, start + length))).toBe(true);
          },
        ),
        { numRuns: runs },
      );
    });

    it('is asked by this suite for all that it promises', () => {
      expect(calls.uncalled()).toEqual([]);
    });
  });
};
