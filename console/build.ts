/** Bundles the console: in memory for the embedded server, or into a folder as a static site (`npx node console/build.ts --out DIR`). */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

/** One file of the site. */
export interface ConsoleFile {
  readonly body: Uint8Array;
  readonly mediaType: string;
}

const room = dirname(fileURLToPath(import.meta.url));

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};

const mediaTypeOf = (path: string): string => MEDIA_TYPES[path.slice(path.lastIndexOf('.'))] ?? 'application/octet-stream';

/**
 * Bundles the console. Keys of the map are paths below `/`, for example `index.html`. Nothing in it needs an inline script, an
 * outside host or `eval`: `default-src 'self'; img-src 'self' blob:` is a sufficient policy when the API has the same origin.
 * `api` is where the HTTP API is; left empty when it has the site's own origin.
 */
export const buildConsole = async ({ api = '' } = {}): Promise<Map<string, ConsoleFile>> => {
  const bundle = await build({
    absWorkingDir: room,
    entryPoints: [
      { in: 'main.tsx', out: 'console' },
      { in: 'styles/index.css', out: 'console' },
      { in: 'theme-first.ts', out: 'theme' },
    ],
    outdir: 'out',
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'silent',
  });
  const files = new Map<string, ConsoleFile>();
  const add = (path: string, body: Uint8Array) => files.set(path, { body, mediaType: mediaTypeOf(path) });
  for (const output of bundle.outputFiles) add(output.path.slice(join(room, 'out').length + 1), output.contents);
  for (const path of ['index.html', 'icon.svg']) add(path, await readFile(join(room, path)));
  add('config.json', new TextEncoder().encode(`${JSON.stringify({ api }, null, 2)}\n`));
  return files;
};

/** Writes the site into a folder and answers the paths of its files. */
export const writeConsole = async (folder: string, api = ''): Promise<readonly string[]> => {
  const files = await buildConsole({ api });
  await mkdir(folder, { recursive: true });
  for (const [path, { body }] of files) await writeFile(join(folder, path), body);
  return [...files.keys()].sort();
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { out: { type: 'string', default: 'dist/console' }, api: { type: 'string', default: '' } },
  });
  const paths = await writeConsole(values.out, values.api);
  process.stdout.write(`${paths.map((path) => join(values.out, path)).join('\n')}\n`);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
