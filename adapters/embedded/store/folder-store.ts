/** The store on one machine: folders under one home. */
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Unavailable } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ObjectRef, Store } from '#core/ports/store.ts';
import { absentIfGone, asRefusal, isAbsence } from '../database/file-refused.ts';
import { publish, publishOnce, writeDraft } from './atomic-write.ts';
import { createFileVersions } from './file-versions.ts';
import { keysBelow } from './list-keys.ts';
import { keepMetadata, readKept, readSidecar, sidecarOf } from './object-metadata.ts';
import { isInside, parentIsInside, pathOf, pathProblem } from './object-paths.ts';
import type { UploadTickets } from './upload-tickets.ts';

/** What a folder store needs. */
export interface FolderStoreDeps {
  /** The folder that holds everything; it exists. */
  readonly home: string;
  readonly clock: Pick<Clock, 'now'>;
  /** The clock that the times of files are from, epoch ms. Default: `clock`. */
  readonly fileNow?: () => number;
  readonly newId: () => string;
  /** Where uploads by ticket are received; without it the store gives no tickets. */
  readonly uploads?: { readonly tickets: UploadTickets; readonly origin: () => string };
}

const isResult = (key: string): boolean => key.startsWith('results/');
const hasSidecar = (key: string): boolean => key.startsWith('uploads/') && !key.endsWith('.json');

/** A store over the folders `uploads`, `requests`, `presets`, `inputs` and `results` of a home. */
export const createFolderStore = (deps: FolderStoreDeps): Store => refusing(createPlainStore(deps), deps.home);

/** The same store, with whatever the file system refuses as Unavailable: retried, with a hint that says what helps. */
const refusing = (store: Store, home: string): Store => {
  const refused = (error: unknown): never => {
    throw asRefusal(
      {
        code: 'STORE_UNAVAILABLE',
        message: `the folder ${home} refused`,
        hint: 'Check the free space and the rights of that folder; it goes on by itself.',
      },
      error,
    );
  };
  async function* guarded(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (error) {
      refused(error);
    }
  }
  return {
    head: (ref) => store.head(ref).catch(refused),
    readRange: (ref, start, length) => store.readRange(ref, start, length).catch(refused),
    open: (ref) =>
      store
        .open(ref)
        .then(({ bytes, body }) => ({ bytes, body: guarded(body) }))
        .catch(refused),
    link: store.link,
    put: (key, content, options) => store.put(key, content, options).catch(refused),
    ticket: store.ticket,
    list: (prefix, options) => store.list(prefix, options).catch(refused),
  };
};

const createPlainStore = ({ home, clock, fileNow = clock.now, newId, uploads }: FolderStoreDeps): Store => {
  const own = { drafts: join(home, '.incoming'), versions: join(home, '.versions'), metadata: join(home, '.metadata') };
  const versions = createFileVersions({ folder: own.versions, newId, now: fileNow });

  /** The file that holds exactly this version. */
  const locate = async ({ key, versionId }: ObjectRef) => {
    if (pathProblem(key) !== undefined) return undefined;
    const path = pathOf(home, key);
    if (!(await isInside(home, path))) {
      const kept = versionId === undefined ? undefined : await versions.snapshot(versionId);
      return kept === undefined ? undefined : { path: kept, versionId };
    }
    if (versionId === undefined) return { path, versionId };
    const kept = await versions.snapshot(versionId);
    if (kept !== undefined) return { path: kept, versionId };
    const newest = await versions.newest(path, { keep: false });
    return newest?.versionId === versionId ? { path, versionId } : undefined;
  };

  const need = async (ref: ObjectRef): Promise<string> => {
    const found = await locate(ref);
    if (found === undefined) throw gone(ref);
    return found.path;
  };

  return {
    head: async (ref) => {
      const found = await locate(ref);
      if (found === undefined) return undefined;
      const version = await versions.newest(found.path, { keep: ref.versionId === undefined && !isResult(ref.key) });
      if (version === undefined) return undefined;
      const kept = await readKept(own.metadata, ref.key, version.versionId);
      const sidecar = hasSidecar(ref.key) ? await readSidecar(sidecarOf(pathOf(home, ref.key)), ref.key) : {};
      return {
        key: ref.key,
        ...version,
        ...(kept === undefined ? {} : { mediaType: kept.mediaType }),
        metadata: { ...kept?.metadata, ...sidecar },
      };
    },

    readRange: async (ref, start, length) => {
      const path = await need(ref);
      const file = await open(path).catch(absentIfGone);
      if (file === undefined) throw gone(ref);
      try {
        const buffer = new Uint8Array(length);
        const { bytesRead } = await file.read(buffer, 0, length, start);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },

    open: async (ref) => {
      const path = await need(ref);
      const version = await versions.newest(path, { keep: false });
      if (version === undefined) throw gone(ref);
      return { bytes: version.bytes, body: contentOf(path, ref) };
    },

    link: async () => undefined,

    put: async (key, content, { mediaType, metadata = {} }) => {
      const path = pathOf(home, key);
      if (!(await parentIsInside(home, path))) throw outside(key);
      const draft = await writeDraft(own.drafts, `${newId()}.part`, key, content);
      try {
        await keepMetadata(own.metadata, key, draft.sha256, { mediaType, metadata }, newId);
        if (!isResult(key)) {
          await versions.keep(draft.path, draft.sha256);
          await publish(draft, path);
          return { outcome: 'created', versionId: draft.sha256 };
        }
        const outcome = await publishOnce(draft, path);
        if (outcome === 'created') return { outcome, versionId: draft.sha256 };
        const existing = await versions.newest(path, { keep: false });
        return { outcome, versionId: existing?.versionId ?? draft.sha256 };
      } finally {
        await rm(draft.path, { force: true });
      }
    },

    ticket: async (key, { mediaType, maxBytes, seconds }) => {
      pathOf(home, key);
      if (uploads === undefined) throw noUploads();
      const expiresAt = clock.now() + seconds * 1000;
      const token = uploads.tickets.issue({ key, mediaType, maxBytes, expiresAt });
      const url = `${uploads.origin()}/uploads/${token}`;
      return { method: 'PUT', url, headers: { 'content-type': mediaType }, fields: {}, expiresAt };
    },

    list: async (prefix, { limit, cursor }) => {
      const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
      const keys: string[] = [];
      for await (const key of keysBelow(home, { prefix, after })) {
        const last = keys.at(-1);
        if (keys.length === limit && last !== undefined) return { keys, cursor: Buffer.from(last).toString('base64url') };
        keys.push(key);
      }
      return { keys };
    },
  };
};

/** Opens the file when somebody reads, so that a stream nobody reads holds nothing open. */
async function* contentOf(path: string, ref: ObjectRef): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw isAbsence(cause) ? gone(ref, cause) : cause;
  }
}

const gone = ({ key, versionId }: ObjectRef, cause?: unknown): Unavailable =>
  new Unavailable({
    code: 'OBJECT_GONE',
    message: `there is no object ${key}${versionId === undefined ? '' : ` in version ${versionId.slice(0, 12)}`}`,
    hint: 'Upload it again.',
    cause,
  });

const outside = (key: string): Unavailable =>
  new Unavailable({
    code: 'FOLDER_OUTSIDE_HOME',
    message: `the folder of ${key} is a link that leaves the home folder`,
    hint: 'Replace the link by a real folder.',
  });

const noUploads = (): Unavailable =>
  new Unavailable({
    code: 'NO_UPLOADS',
    message: 'this store has no address for uploads',
    hint: 'Start Darkroom, or copy the file into the folder.',
  });
