/** The source files of the project, as git knows them, and the imports among them. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importsOf } from './imports.ts';

/** The project's folder. */
export const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Paths of all files with these endings, relative to the project, tests and benchmarks included; a file that was deleted and not yet committed is left out. */
export const SOURCES: readonly string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.js'],
  { cwd: PROJECT, encoding: 'utf8' },
)
  .split('\n')
  .filter((path) => path.includes('/') && existsSync(join(PROJECT, path)));

/** Every import of one source file by another, as from → to. */
export const importArrows = (): readonly (readonly [from: string, to: string])[] =>
  SOURCES.flatMap((path) => importsOf(PROJECT, path).flatMap(({ file }) => (file === undefined ? [] : [[path, file] as const])));
