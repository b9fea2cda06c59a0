/** Facts that stand in the sources as text: variables of the environment and codes of errors. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A variable of the environment. */
export interface Variable {
  readonly name: string;
  readonly meaning: string;
  readonly optional: boolean;
}

const VARIABLE = /\/\*\* (.+?) \*\/\n {2}readonly ([A-Z][A-Z0-9_]*)(\?)?: string;/g;

/** Variables that the functions read, with the functions that read them, out of functions/<name>/env.ts. */
export const functionVariables = (root: string): readonly (Variable & { readonly functions: readonly string[] })[] => {
  const found = new Map<string, Variable & { readonly functions: string[] }>();
  const folder = join(root, 'functions');
  for (const entry of readdirSync(folder, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name, 'env.ts');
    const text = readdirSync(join(folder, entry.name)).includes('env.ts') ? readFileSync(path, 'utf8') : '';
    for (const [, meaning = '', name = '', optional] of text.matchAll(VARIABLE)) {
      const known = found.get(name) ?? { name, meaning, optional: optional !== undefined, functions: [] };
      known.functions.push(entry.name);
      found.set(name, known);
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** A code, and what to do: the hint as it is written, with what differs from case to case as an ellipsis. */
export interface ErrorFact {
  readonly code: string;
  readonly hints: readonly string[];
}

const ROOMS_WITH_ERRORS = ['core', 'functions', 'adapters', 'local', 'client'];
const CODE = /\bcode: '([A-Z]+(?:_[A-Z]+)+|CANCELED)'/g;
/** From `hint:` to the next field or the end of the object: the hint may be chosen among several. */
const HINT = /\bhint:([\s\S]*?)(?=\n\s*(?:\w+[,:]|\.\.\.|[})])|$)/;
const LITERAL = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;
/** Shorter literals in a hint are what it is chosen by. */
const SHORTEST_HINT = 12;
/** A problem is written in one place: its hint is at most so many characters from its code. */
const NEAR = 700;

/** Every code that the sources write out, in order. */
export const errorFacts = (root: string): readonly ErrorFact[] => {
  const found = new Map<string, Set<string>>();
  for (const room of ROOMS_WITH_ERRORS) {
    for (const path of sourcesIn(join(root, room))) {
      const text = readFileSync(path, 'utf8');
      const codes = [...text.matchAll(CODE)];
      for (const [index, match] of codes.entries()) {
        const code = match[1] ?? '';
        const end = Math.min(codes[index + 1]?.index ?? text.length, match.index + NEAR);
        const hints = found.get(code) ?? new Set<string>();
        for (const hint of hintsIn(text.slice(match.index, end))) hints.add(hint);
        found.set(code, hints);
      }
    }
  }
  return [...found].map(([code, hints]) => ({ code, hints: [...hints] })).sort((a, b) => (a.code < b.code ? -1 : 1));
};

const hintsIn = (text: string): readonly string[] =>
  [...(HINT.exec(text)?.[1] ?? '').matchAll(LITERAL)]
    .map((literal) => (literal[1] ?? literal[2] ?? literal[3] ?? '').replace(/\$\{[^}]*\}/g, '…').replaceAll("\\'", "'"))
    .filter((hint) => hint.length >= SHORTEST_HINT);

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
