/** File patterns that the shell did not expand, because they were in quotes or the shell is a plain one. */
import { glob, stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { UsageError } from '../command.ts';

/** The names with every pattern replaced by the files it matches, in order. A file that is called like a pattern is that file. @throws UsageError when a pattern matches nothing */
export const expandNames = async (names: readonly string[], cwd: string): Promise<readonly string[]> =>
  (await Promise.all(names.map((name) => expandName(name, cwd)))).flat();

const expandName = async (name: string, cwd: string): Promise<readonly string[]> => {
  if (/^https?:\/\//i.test(name) || !/[*?[\]{}]/.test(name) || (await isFile(resolve(cwd, name)))) return [name];
  const found: string[] = [];
  for await (const path of glob(name, { cwd })) {
    if (await isFile(resolve(cwd, path))) found.push(relative(cwd, resolve(cwd, path)));
  }
  if (found.length > 0) return found.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  throw new UsageError(`no file matches ${name}`, 'Look with: ls; patterns know *, **, ?, [abc] and {a,b}.');
};

const isFile = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};
