/** The functions bundled as they are deployed, and for each the least that could be in its place. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { FROM_THE_RUNTIME, PROJECT_ROOT, TARGET } from '#lib/functions/bundle-options.ts';

/** A bundle on disk. */
export interface Bundle {
  readonly file: string;
  readonly bytes: number;
  /** Packages that the Lambda runtime supplies. */
  readonly fromRuntime: readonly string[];
}

/** A function beside an empty handler that imports the same packages of the runtime. */
export interface Bundled {
  readonly name: string;
  readonly bundle: Bundle;
  readonly emptyWithClients: Bundle;
}

/** Inside the project, so that what the runtime supplies is found in node_modules. */
const FOLDER = join(PROJECT_ROOT, 'node_modules', '.cache', 'darkroom-bench');

/** Bundles one entry with the settings of lib/functions/bundle-options.ts. */
const bundle = async (entry: string, file: string): Promise<Bundle> => {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: TARGET,
    mainFields: ['module', 'main'],
    external: [...FROM_THE_RUNTIME],
    metafile: true,
    logLevel: 'error',
  });
  const outputs = Object.values(metafile.outputs);
  const imported = outputs.flatMap(({ imports }) => imports.filter(({ external, path }) => external && path.startsWith('@')));
  return {
    file,
    bytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0),
    fromRuntime: [...new Set(imported.map(({ path }) => path))].sort(),
  };
};

/** An empty handler with middy around it that imports these packages. */
const emptyHandler = async (name: string, packages: readonly string[]): Promise<Bundle> => {
  const imports = packages.map((path, i) => `import * as p${i} from '${path}';`);
  const text = `import middy from '@middy/core';\n${imports.join('\n')}
export const clients = [${packages.map((_, i) => `p${i}`).join(', ')}];
export const handler = middy(async () => undefined);\n`;
  const entry = join(FOLDER, `${name}.entry.mjs`);
  await writeFile(entry, text);
  return bundle(entry, join(FOLDER, `${name}.mjs`));
};

/** Bundles every function. */
export const bundleAll = async (): Promise<{ readonly empty: Bundle; readonly functions: readonly Bundled[] }> => {
  await mkdir(FOLDER, { recursive: true });
  const folders = await readdir(join(PROJECT_ROOT, 'functions'), { withFileTypes: true });
  const functions: Bundled[] = [];
  for (const { name } of folders.filter((each) => each.isDirectory() && each.name !== 'middleware')) {
    const own = await bundle(join(PROJECT_ROOT, 'functions', name, 'index.ts'), join(FOLDER, `${name}.mjs`));
    functions.push({ name, bundle: own, emptyWithClients: await emptyHandler(`${name}-empty`, own.fromRuntime) });
  }
  return { empty: await emptyHandler('empty', []), functions };
};
