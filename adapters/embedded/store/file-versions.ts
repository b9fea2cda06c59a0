/**
 * Versions of files that people overwrite: a version is the SHA-256 of the content, and a snapshot of it is kept from the moment
 * somebody asks what the newest version is, so that an edit goes on reading what it was pinned to.
 */
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Unavailable } from '#core/errors.ts';
import { absentIfGone } from '../database/file-refused.ts';

/** What is known of one version of a file. */
export interface FileVersion {
  readonly versionId: string;
  readonly bytes: number;
  /** Epoch ms. */
  readonly modifiedAt: number;
}

/** Looks at files and remembers versions. */
export interface FileVersions {
  /** The newest version of the file, its snapshot taken when `keep`; undefined when there is no such regular file. */
  newest(path: string, options: { readonly keep: boolean }): Promise<FileVersion | undefined>;
  /** Keeps a snapshot of a file whose content is known to be this version. */
  keep(path: string, versionId: string): Promise<void>;
  /** Where the snapshot of a version is; undefined when there is none. */
  snapshot(versionId: string): Promise<string | undefined>;
}

/** Larger files are not copied: no edit accepts them, and a person may drop a film by mistake. */
const MAX_SNAPSHOT_BYTES = 32 * 1024 * 1024;

/** A file written this shortly before it was read may be written again without its times changing, in ms. */
const TIMES_SETTLE_MS = 100;

const MAX_REMEMBERED = 10_000;

const MAX_LOOKS = 5;

/** Versions of the files of one home, snapshots in `folder`. */
export const createFileVersions = ({
  folder,
  newId,
  now,
}: {
  readonly folder: string;
  readonly newId: () => string;
  readonly now: () => number;
}): FileVersions => {
  const remembered = new Map<string, { readonly stamp: string; readonly version: FileVersion }>();

  const snapshot = async (versionId: string): Promise<string | undefined> => {
    if (!/^[0-9a-f]{64}$/.test(versionId)) return undefined;
    const path = join(folder, versionId);
    return (await statFile(path)) === undefined ? undefined : path;
  };

  const keep = async (path: string, versionId: string): Promise<void> => {
    if ((await snapshot(versionId)) === undefined) await takeSnapshot(path);
  };

  const takeSnapshot = async (path: string): Promise<string> => {
    await mkdir(folder, { recursive: true });
    const copy = join(folder, `.${newId()}.part`);
    try {
      await copyFile(path, copy, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
      const versionId = await hashFile(copy);
      await rename(copy, join(folder, versionId));
      return versionId;
    } finally {
      await rm(copy, { force: true });
    }
  };

  const readOnce = async (path: string, wantKept: boolean): Promise<FileVersion | 'absent' | 'changing'> => {
    const found = await statFile(path);
    if (found === undefined) return 'absent';
    const keep = wantKept && found.bytes <= MAX_SNAPSHOT_BYTES;
    const known = remembered.get(path);
    if (known?.stamp === found.stamp && (!keep || (await snapshot(known.version.versionId)) !== undefined)) return known.version;
    const versionId = keep ? await takeSnapshot(path) : await hashFile(path);
    if ((await statFile(path))?.stamp !== found.stamp) return 'changing';
    const version = { versionId, bytes: found.bytes, modifiedAt: found.modifiedAt };
    if (now() - found.changedAt > TIMES_SETTLE_MS) remember(path, found.stamp, version);
    return version;
  };

  const newest: FileVersions['newest'] = async (path, { keep }) => {
    for (let attempt = 0; attempt < MAX_LOOKS; attempt += 1) {
      const version = await readOnce(path, keep);
      if (version === 'absent') return undefined;
      if (version !== 'changing') return version;
    }
    throw new Unavailable({
      code: 'FILE_CHANGING',
      message: `${basename(path)} is being written to while it is read`,
      hint: 'It is read again when it has come to rest.',
    });
  };

  const remember = (path: string, stamp: string, version: FileVersion): void => {
    remembered.delete(path);
    remembered.set(path, { stamp, version });
    const [oldest] = remembered.keys();
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  };

  return { newest, keep, snapshot };
};

const statFile = async (path: string) => {
  const found = await stat(path, { bigint: true }).catch(absentIfGone);
  if (found === undefined || !found.isFile()) return undefined;
  return {
    stamp: `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}`,
    bytes: Number(found.size),
    modifiedAt: Number(found.mtimeMs),
    changedAt: Math.max(Number(found.mtimeMs), Number(found.ctimeMs)),
  };
};

/** SHA-256 of a file, in hex, read in pieces. */
const hashFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
};
