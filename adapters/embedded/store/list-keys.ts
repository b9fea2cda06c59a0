/** Keys below a home in the order in which an object store lists them: by the bytes of the whole key. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsence } from '../database/file-refused.ts';
import { OBJECT_FOLDERS, pathProblem } from './object-paths.ts';

interface Walk {
  readonly prefix: string;
  /** Only keys after this one. */
  readonly after: string;
}

/** Every key under `prefix` after `after`, in order; folders that cannot hold one are not read. Links are not followed. */
export async function* keysBelow(home: string, { prefix, after }: Walk): AsyncGenerator<string> {
  for (const folder of [...OBJECT_FOLDERS].sort()) yield* keysIn(home, `${folder}/`, { prefix, after });
}

async function* keysIn(home: string, folder: string, walk: Walk): AsyncGenerator<string> {
  const { prefix, after } = walk;
  const mayMatch = folder.startsWith(prefix) || prefix.startsWith(folder);
  const mayFollow = compareBytes(folder, after) > 0 || after.startsWith(folder);
  if (!mayMatch || !mayFollow) return;
  for (const name of await sortedNames(join(home, ...folder.split('/')))) {
    const key = folder + name;
    if (name.endsWith('/')) yield* keysIn(home, key, walk);
    else if (key.startsWith(prefix) && compareBytes(key, after) > 0 && pathProblem(key) === undefined) yield key;
  }
}

/** Names in a folder, those of folders with a slash: sorted so, walking depth first gives whole keys in order. */
const sortedNames = async (path: string): Promise<readonly string[]> => {
  const entries: readonly Dirent[] = await readdir(path, { withFileTypes: true }).catch(noneIfGone);
  return entries
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort(compareBytes);
};

const noneIfGone = (error: unknown): readonly Dirent[] => {
  if (isAbsence(error)) return [];
  throw error;
};

const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
