/** In the package, the console is already bundled: this takes the place of console/build.ts, which needs the console's sources. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SITE = join(import.meta.dirname, '..', 'console');

/** Beside the site's files: their media types by path. */
export const MEDIA_TYPES_FILE = 'media-types.json';

/** One file of the site. */
export interface ConsoleFile {
  readonly body: Uint8Array;
  readonly mediaType: string;
}

/** The site's files by their path below `/`, as console/build.ts answers them. */
export const buildConsole = async (): Promise<Map<string, ConsoleFile>> => {
  const mediaTypes = JSON.parse(await readFile(join(SITE, MEDIA_TYPES_FILE), 'utf8')) as Readonly<Record<string, string>>;
  const files = Object.entries(mediaTypes).map(
    async ([path, mediaType]) => [path, { body: new Uint8Array(await readFile(join(SITE, path))), mediaType }] as const,
  );
  return new Map(await Promise.all(files));
};
