/** Input images and uploads on disk, by key: temporary, or kept across restarts. */
import { mkdtempSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files by key, outside memory. */
export interface ImageFolder {
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  has(key: string): Promise<boolean>;
  /** When the file was written (milliseconds since 1970, by the given clock). */
  writtenAt(key: string): Promise<number | undefined>;
  remove(key: string): Promise<void>;
  /** Removes files written before this instant (milliseconds since 1970). */
  removeOlderThan(instant: number): Promise<void>;
  /** Removes the folder when it is a temporary one. */
  close(): Promise<void>;
}

const missingIsUndefined = (error: unknown): undefined => {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  throw error;
};

/** Keeps files in `folder`, or in a temporary folder that `close` removes. */
export const createImageFolder = (now: () => number, folder?: string): ImageFolder => {
  let place = folder;
  const path = (key: string): string => {
    place ??= mkdtempSync(join(tmpdir(), 'simulator-'));
    return join(place, key.replace(/[^A-Za-z0-9.-]/g, '_'));
  };
  return {
    async put(key, bytes) {
      const file = path(key);
      if (folder !== undefined) await mkdir(folder, { recursive: true });
      await writeFile(file, bytes);
      const seconds = now() / 1000;
      await utimes(file, seconds, seconds);
    },
    get: (key) => readFile(path(key)).catch(missingIsUndefined),
    has: async (key) => (await stat(path(key)).catch(missingIsUndefined)) !== undefined,
    writtenAt: async (key) => (await stat(path(key)).catch(missingIsUndefined))?.mtimeMs,
    remove: (key) => rm(path(key), { force: true }),
    async removeOlderThan(instant) {
      for (const name of (await readdir(place ?? '').catch(missingIsUndefined)) ?? []) {
        const written = await stat(path(name)).catch(missingIsUndefined);
        if (written !== undefined && written.mtimeMs < instant) await rm(path(name), { force: true });
      }
    },
    async close() {
      if (folder === undefined && place !== undefined) await rm(place, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
