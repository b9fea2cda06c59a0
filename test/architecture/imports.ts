/** Reads the imports of a source file: enough of the syntax for files that Biome formats. */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** One import: what it names, where that leads inside the project (undefined: a package), and whether only types come through. */
export interface Import {
  readonly specifier: string;
  readonly file: string | undefined;
  readonly typesOnly: boolean;
}

const STATIC = /^(?:import|export)\s+(type\s+)?(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g;

/** Every import of one file; `path` is relative to `root`. */
export const importsOf = (root: string, path: string): readonly Import[] => {
  const text = readFileSync(join(root, path), 'utf8');
  const statics = [...text.matchAll(STATIC)].map((match) => ({ specifier: match[2] ?? '', typesOnly: match[1] !== undefined }));
  const dynamics = [...text.matchAll(DYNAMIC)].map((match) => ({ specifier: match[1] ?? '', typesOnly: false }));
  return [...statics, ...dynamics].map((found) => ({ ...found, file: fileOf(path, found.specifier) }));
};

const fileOf = (from: string, specifier: string): string | undefined => {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier));
  if (specifier.startsWith('#')) return specifier.slice(1);
  return undefined;
};
