/** `npm run package`: stages the publishable package in dist/package and packs it into dist/. */
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildConsole } from '#console/build.ts';
import { MEDIA_TYPES_FILE } from './built-console.ts';
import { BIN, BUILT_CONSOLE, EXPORTS, linkingManifest, type ProjectManifest, packageManifest } from './manifest.ts';
import { usedPackages } from './used-packages.ts';

const run = promisify(execFile);
const PROJECT = join(import.meta.dirname, '..');
const DIST = join(PROJECT, 'dist');
const STAGE = join(DIST, 'package');

/** Files that are read at run time, or by people. */
const ASSETS = [
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'docs/**/*.md',
  'presets/*.json',
  'samples/*.{jpg,png}',
  'statemachines/*.asl.json',
] as const;

/** TypeScript becomes JavaScript and declarations: Node does not strip types below node_modules. */
const compile = async (): Promise<void> => {
  const tsc = join(PROJECT, 'node_modules', '.bin', 'tsc');
  await run(tsc, ['-p', join(PROJECT, 'package', 'tsconfig.package.json')], { cwd: PROJECT }).catch((error: unknown) => {
    const said = error instanceof Error && 'stdout' in error ? `\n${error.stdout}` : '';
    throw new Error(`the sources do not compile; see npm run typecheck${said}`, { cause: error });
  });
};

/** The console as files, in place of the program that bundles it. */
const stageConsole = async (): Promise<void> => {
  const folder = join(STAGE, 'console');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const files = await buildConsole();
  for (const [path, { body }] of files) await writeFile(join(folder, path), body);
  const mediaTypes = Object.fromEntries([...files].map(([path, { mediaType }]) => [path, mediaType]));
  await writeFile(join(folder, MEDIA_TYPES_FILE), json(mediaTypes));
};

const stageAssets = async (): Promise<void> => {
  for (const pattern of ASSETS) {
    const paths = globSync(pattern, { cwd: PROJECT });
    if (paths.length === 0) throw new Error(`nothing matches ${pattern}, which the package needs`);
    for (const path of paths) await cp(join(PROJECT, path), join(STAGE, path));
  }
};

/** The manifest, written twice: what is used can only be asked once the files find each other. */
const stageManifest = async (): Promise<void> => {
  const project = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as ProjectManifest;
  const compiled = globSync('*/**/*.js', { cwd: STAGE, exclude: ['console/**'] });
  const rooms = [...new Set(compiled.map((path) => path.split('/')[0] ?? ''))].sort();
  const manifest = join(STAGE, 'package.json');
  await writeFile(manifest, json(linkingManifest(project, rooms)));
  const used = await usedPackages(STAGE, {
    run: [...Object.values(EXPORTS), BIN, BUILT_CONSOLE].map((path) => `${path}.js`),
    bundled: compiled.filter((path) => /^functions\/[^/]+\/index\.js$/.test(path)),
  });
  await writeFile(manifest, json(packageManifest(project, rooms, used)));
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Stages and packs; answers the path of the tarball. */
export const buildPackage = async (): Promise<string> => {
  await rm(STAGE, { recursive: true, force: true });
  await compile();
  await stageConsole();
  await stageAssets();
  await stageManifest();
  const { stdout } = await run('npm', ['pack', STAGE, '--json', '--ignore-scripts', '--pack-destination', DIST]);
  return join(DIST, packedFile(stdout));
};

/** The file name in what `npm pack --json` prints. */
const packedFile = (stdout: string): string => {
  const [packed] = JSON.parse(stdout) as readonly { readonly filename: string }[];
  if (packed === undefined) throw new Error('npm pack packed nothing');
  return packed.filename;
};

if (import.meta.main) process.stdout.write(`${await buildPackage()}\n`);
