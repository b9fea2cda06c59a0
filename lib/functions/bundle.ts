/** Bundles every function as the deployment does, to measure and to compare. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { FROM_THE_RUNTIME, PROJECT_ROOT, TARGET } from './bundle-options.ts';

/** One function's bundle. */
export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  readonly text: string;
  /** Packages that it leaves to the runtime. */
  readonly fromTheRuntime: readonly string[];
}

/** Largest bundles, in bytes. check-status is started once a minute for every edit, so what it loads is paid most often. */
export const LARGEST = { 'check-status': 60 * 1024, other: 400 * 1024 } as const;

/** Folders below functions/ that are deployed. */
export const functionNames = (project = PROJECT_ROOT): readonly string[] =>
  readdirSync(join(project, 'functions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(project, 'functions', entry.name)).includes('index.ts'))
    .map(({ name }) => name)
    .sort();

/** Bundles one function in memory. */
export const bundle = async (name: string, project = PROJECT_ROOT): Promise<Bundle> => {
  const { outputFiles, metafile } = await build({
    absWorkingDir: project,
    entryPoints: [join('functions', name, 'index.ts')],
    outfile: join(project, 'dist', name, 'index.mjs'),
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    platform: 'node',
    target: TARGET,
    format: 'esm',
    mainFields: ['module', 'main'],
    external: [...FROM_THE_RUNTIME],
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  const imports = Object.values(metafile.outputs).flatMap((one) => one.imports.map(({ path }) => path));
  return {
    name,
    bytes: output?.contents.byteLength ?? 0,
    text: output?.text ?? '',
    fromTheRuntime: [...new Set(imports.filter((path) => path.startsWith('@')))].sort(),
  };
};

/** Why a bundle is too large; undefined when it is not. */
export const sizeProblem = ({ name, bytes }: Pick<Bundle, 'name' | 'bytes'>): string | undefined => {
  const most = name === 'check-status' ? LARGEST['check-status'] : LARGEST.other;
  return bytes <= most ? undefined : `${name} has ${bytes} bytes; at most ${most} are allowed`;
};
