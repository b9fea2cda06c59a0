/** Facts that stand in the sources as text: variables of the environment and codes of errors. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as settingsOf from '#functions/environment/settings.ts';
import type { OptionalVariable, RequiredVariable } from '#functions/environment/variables.ts';
import * as variables from '#functions/environment/variables.ts';

/** A variable of the environment, as functions/environment/variables.ts has it. */
export interface VariableFact {
  readonly name: string;
  readonly meaning: string;
  /** What it may be; undefined when any text is taken. */
  readonly allowed: string | undefined;
  /** What counts when it is left out; `required` when it must not be. */
  readonly unset: string | undefined;
  /** Folders of the functions that read it. */
  readonly functions: readonly string[];
}

const MEANING = /\/\*\* (.+?) \*\/\nexport const (\w+) =/g;

/** Every variable that a function reads, by name. @throws Error when one has no sentence above it */
export const functionVariables = (root: string): readonly VariableFact[] => {
  const source = readFileSync(join(root, 'functions/environment/variables.ts'), 'utf8');
  const meanings = new Map([...source.matchAll(MEANING)].map(([, meaning = '', setting = '']) => [setting, meaning]));
  const table: readonly (readonly [string, RequiredVariable | OptionalVariable<unknown>])[] = Object.entries(variables);
  return table
    .map(([setting, variable]) => {
      const meaning = meanings.get(setting);
      if (meaning === undefined) throw new Error(`${setting} in functions/environment/variables.ts has no sentence above it`);
      const functions = Object.entries(settingsOf).flatMap(([name, rows]) => (setting in rows ? [folderOf(name)] : []));
      const { name } = variable;
      if (!variable.optional) return { name, meaning, allowed: undefined, unset: 'required', functions };
      return { name, meaning, allowed: variable.format.allowed, unset: variable.unset?.toString(), functions };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

/** The folder of a function whose list has this name: `startEdit` is of functions/start-edit. */
export const folderOf = (list: string): string => list.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A code, and what to do: the hint as it is written, with what differs from case to case as an ellipsis. */
export interface ErrorFact {
  readonly code: string;
  readonly hints: readonly string[];
}

const ROOMS_WITH_ERRORS = ['core', 'functions', 'adapters', 'local', 'client', 'cli'];
/** Words of somebody else, or of a table that has a page of its own: read by no one as an error of Darkroom. */
const NO_ERRORS =
  /^(cli\/args|adapters\/webhook-delivery|adapters\/dashscope\/transport|core\/webhooks|core\/service\/error-meanings\.ts|functions\/environment)/;
const NO_CODES = [
  ...['ALL_OLD', 'WHEN_REQUIRED', 'PENDING_REDRIVE', 'TIMED_OUT', 'ENDPOINT_DISABLED', 'ATTEMPTS_SPENT'],
  ...['HTTP_PROXY', 'ALL_PROXY', 'ERR_SQLITE_ERROR'],
];
/** Two words or more wherever they are written, but for comparisons and types; one word alone only as a field. */
const CODE = /(?<!(?:===|\||includes\()\s*)'((?!DARKROOM_|DASHSCOPE_)[A-Z]{2,}(?:_[A-Z]+)+)'|\bcode: '([A-Z]{4,})'/g;
/** A code that has a name of its own in its file. */
const NAMED_CODE = /^(?:export )?const ([A-Z_]+) = ('[A-Z_]+');\n/gm;
/** From `hint:` to the next field or the end of the object: the hint may be chosen among several. */
const HINT = /\bhint:([\s\S]*?)(?=\n\s*(?:\w+[,:]|\.\.\.|[})])|$)/;
/** `refused('CODE', message, 'hint')`: a literal that ends its call. */
const LAST_ARGUMENT = /^(?:(?!;\n)[\s\S])*?,\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"),?\s*\)/;
const LITERAL = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:\$\{(?:[^{}`]|`[^`]*`)*\}|[^`\\]|\\.)*)`/g;
/** `commandLine('show ...')`: a command, as it is typed where the hint is read. */
const COMMAND = /\$\{commandLine\((?:'([^']*)'|`([^`]*)`)\)\}/g;
/** Shorter literals in a hint are what it is chosen by. */
const SHORTEST_HINT = 11;
/** A problem is written in one place: its hint is at most so many characters from its code. */
const NEAR = 700;

/** Every code that the sources write out, in order. */
export const errorFacts = (root: string): readonly ErrorFact[] => {
  const found = new Map<string, Set<string>>();
  for (const path of ROOMS_WITH_ERRORS.flatMap((room) => sourcesIn(join(root, room)))) {
    if (NO_ERRORS.test(relative(root, path))) continue;
    for (const { code, hints } of codesIn(readFileSync(path, 'utf8'))) {
      const known = found.get(code) ?? new Set<string>();
      for (const hint of hints) known.add(hint);
      found.set(code, known);
    }
  }
  return [...found].map(([code, hints]) => ({ code, hints: [...hints] })).sort((a, b) => (a.code < b.code ? -1 : 1));
};

/** The codes of one source text, each time that it is used, with the hints beside it. */
export const codesIn = (source: string): readonly ErrorFact[] => {
  const text = withCodesForNames(source);
  const matches = [...text.matchAll(CODE)].filter(([, code]) => !NO_CODES.includes(code ?? ''));
  return matches.map((match, index) => {
    const code = match[1] ?? match[2] ?? '';
    const next = matches.slice(index + 1).find(({ index: at }) => !/^'[^']*' : $/.test(text.slice(match.index, at)));
    const end = Math.min(next?.index ?? text.length, match.index + NEAR);
    return { code, hints: hintsIn(text.slice(match.index + match[0].length, end)) };
  });
};

const withCodesForNames = (source: string): string =>
  [...source.matchAll(NAMED_CODE)].reduce(
    (text, [line, name = '', code = '']) => text.replace(line, '').replaceAll(new RegExp(`\\b${name}\\b`, 'g'), code),
    source,
  );

const hintsIn = (text: string): readonly string[] => {
  const named = literalsIn(HINT.exec(text)?.[1]);
  return named.length > 0 ? named : literalsIn(LAST_ARGUMENT.exec(text)?.[1]);
};

const literalsIn = (text = ''): readonly string[] =>
  [...text.matchAll(LITERAL)]
    .map((literal) => literal[1] ?? literal[2] ?? literal[3] ?? '')
    .map((text) => text.replace(COMMAND, (_all, plain?: string, filled?: string) => `darkroom ${plain ?? filled ?? ''}`))
    .map((text) => text.replace(/\$\{[^}]*\}/g, '…').replaceAll("\\'", "'"))
    .filter((hint) => hint.length >= SHORTEST_HINT);

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
