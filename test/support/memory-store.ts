/** The store in memory: every sentence of core/ports/store.ts, nothing kept. */
import { Unavailable } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ByteStream, ObjectRef, Store } from '#core/ports/store.ts';

interface Version {
  readonly versionId: string;
  readonly content: Uint8Array;
  readonly mediaType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly modifiedAt: number;
}

/** A store in memory, with a look inside for tests. */
export interface MemoryStore extends Store {
  /** Newest content of a key; undefined when there is none. */
  content(key: string): Uint8Array | undefined;
  /** Keys that exist, in order. */
  keys(): readonly string[];
}

/** An empty store. `linkBase`: links are `<linkBase>/<key>?...`; without it the store has no links, as a folder has none. */
export const createMemoryStore = ({
  clock,
  linkBase,
}: {
  readonly clock: Pick<Clock, 'now'>;
  readonly linkBase?: string;
}): MemoryStore => {
  const objects = new Map<string, Version[]>();
  let versions = 0;

  const find = ({ key, versionId }: ObjectRef): Version | undefined =>
    versionId === undefined ? objects.get(key)?.at(-1) : objects.get(key)?.find((version) => version.versionId === versionId);
  const need = (ref: ObjectRef): Version => {
    const version = find(ref);
    if (version === undefined) throw gone(ref);
    return version;
  };

  return {
    content: (key) => find({ key })?.content,
    keys: () => [...objects.keys()].sort(),
    head: async (ref) => {
      const version = find(ref);
      if (version === undefined) return undefined;
      const { versionId, content, mediaType, metadata, modifiedAt } = version;
      return { key: ref.key, versionId, bytes: content.length, mediaType, metadata, modifiedAt };
    },
    readRange: async (ref, start, length) => need(ref).content.slice(start, start + length),
    open: async (ref) => {
      const { content } = need(ref);
      return { bytes: content.length, body: inChunks(content) };
    },
    link: async (ref, { mediaType, seconds }) =>
      linkBase === undefined
        ? undefined
        : `${linkBase}/${ref.key}?${new URLSearchParams({ versionId: ref.versionId ?? '', mediaType, seconds: String(seconds) })}`,
    put: async (key, content, { mediaType, metadata = {} }) => {
      const whole = await readWhole(key, content);
      const existing = objects.get(key) ?? [];
      const newest = existing.at(-1);
      if (key.startsWith('results/') && newest !== undefined) return { outcome: 'exists', versionId: newest.versionId };
      versions += 1;
      const versionId = `v${versions}`;
      objects.set(key, [...existing, { versionId, content: whole, mediaType, metadata, modifiedAt: clock.now() }]);
      return { outcome: 'created', versionId };
    },
    ticket: async (key, { mediaType, seconds }) => ({
      method: 'PUT',
      url: `${linkBase ?? 'memory:'}/${key}`,
      headers: { 'content-type': mediaType },
      fields: {},
      expiresAt: clock.now() + seconds * 1000,
    }),
    list: async (prefix, { limit, cursor }) => {
      const keys = [...objects.keys()]
        .filter((key) => key.startsWith(prefix) && (cursor === undefined || key > cursor))
        .sort((a, b) => (a < b ? -1 : 1));
      const page = keys.slice(0, limit);
      const last = page.at(-1);
      return { keys: page, ...(keys.length > limit && last !== undefined ? { cursor: last } : {}) };
    },
  };
};

/** Content as the store takes it. */
export const streamOf = (content: Uint8Array | string): ByteStream => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { bytes: bytes.length, body: inChunks(bytes) };
};

async function* inChunks(content: Uint8Array, size = 64 * 1024): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.slice(at, at + size);
}

const readWhole = async (key: string, { bytes, body }: ByteStream): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const whole = Buffer.concat(chunks);
  if (whole.length !== bytes) {
    throw new Unavailable({
      code: 'LENGTH_MISMATCH',
      message: `${key} was declared with ${bytes} bytes and came with ${whole.length}`,
      hint: 'The step is repeated by the workflow; nothing was written.',
    });
  }
  return new Uint8Array(whole);
};

const gone = ({ key, versionId }: ObjectRef): Unavailable =>
  new Unavailable({
    code: 'OBJECT_GONE',
    message: `there is no object ${key}${versionId === undefined ? '' : ` in version ${versionId}`}`,
    hint: 'Upload it again.',
  });
