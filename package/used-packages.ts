/** Which packages the staged files import, as esbuild sees it when it links them; an import that leads nowhere fails here. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { FROM_THE_RUNTIME } from '#lib/functions/bundle-options.ts';

/** What to link, by paths relative to the staging folder. */
export interface Entries {
  /** Files that Node runs where the package is installed. */
  readonly run: readonly string[];
  /** Files that are bundled for Lambda, where the clients of the AWS SDK come from the runtime. */
  readonly bundled: readonly string[];
}

/** Names of the packages that must be installed beside the package, sorted. @throws when an import cannot be resolved */
export const usedPackages = async (folder: string, { run, bundled }: Entries): Promise<readonly string[]> => {
  const forLambda = (await specifiersFrom(folder, bundled)).filter((specifier) => !isFromTheRuntime(specifier));
  const names = [...(await specifiersFrom(folder, run)), ...forLambda].map(packageOf);
  return [...new Set(names)].sort();
};

const specifiersFrom = async (folder: string, entries: readonly string[]): Promise<readonly string[]> => {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: entries.map((path) => join(folder, path)),
    outdir: join(folder, 'linked'),
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  });
  return Object.values(metafile.inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, path }) => external === true && !path.startsWith('node:'))
    .map(({ path }) => path);
};

const isFromTheRuntime = (specifier: string): boolean =>
  FROM_THE_RUNTIME.some((pattern) =>
    pattern.endsWith('*') ? specifier.startsWith(pattern.slice(0, -1)) : packageOf(specifier) === pattern,
  );

/** `@scope/name/deep` is of `@scope/name`, `name/deep` of `name`. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
