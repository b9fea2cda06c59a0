/** The version of Darkroom, from the package.json that it was started with: the one place where it is written. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Three numbers with dots between them. */
export const projectVersion = async (): Promise<string> => {
  const manifest = JSON.parse(await readFile(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
};
