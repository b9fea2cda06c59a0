import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT, SOURCES } from './sources.ts';

/** A variable that is assigned again, or a collection that begins empty, at the top level of a module: what one use leaves to the next. */
const STATE =
  /^(?:export )?(?:(?:let|var)\s+\w+|const (\w+)[^=\n]*=\s*(?:new (?:Map|Set|WeakMap|WeakSet|Array)(?:<.*>)?\(\)|\[\]);)/gm;

/** What begins empty and stays so, and what only remembers the answers of a pure function. */
const HARMLESS = ['NONE', 'NUMBERS'];

const stateIn = (text: string): readonly string[] =>
  [...text.matchAll(STATE)].filter(([, name = '']) => !HARMLESS.includes(name)).map(([line]) => line);

/** Whatever more than one test file may load; the variables of a test file itself are its own. */
const shared = SOURCES.filter((path) => !/\.test\.ts$|^test\/(aws|browser)\//.test(path));

describe('a module', () => {
  it('keeps no state of its own, so that test files may share the modules of a process', () => {
    const found = shared.flatMap((path) => stateIn(readFileSync(join(PROJECT, path), 'utf8')).map((line) => `${path}: ${line}`));
    expect(found).toEqual([]);
  });

  it('is replaced by no test: fakes fill ports', () => {
    const mocking = SOURCES.filter((path) => /\bvi\.(?:do)?[mM]ock\(/.test(readFileSync(join(PROJECT, path), 'utf8')));
    expect(mocking).toEqual([]);
  });

  it.each([
    'let count = 0;',
    'export let latest: string | undefined;',
    'var old = 1;',
    'const cache = new Map<string, number>();',
    'const seen: string[] = [];',
    'export const waiting = new Set();',
  ])('would be caught with %s', (line) => {
    expect(stateIn(`import x from 'y';\n${line}\n`)).toHaveLength(1);
  });

  it.each([
    'const FORMATS = new Set(["png"]);',
    'const f = () => {\n  let count = 0;\n};',
    'const NAMES: readonly string[] = ["a"];',
    'const NONE: ReadonlySet<string> = new Set();',
  ])('may hold %s', (line) => {
    expect(stateIn(line)).toEqual([]);
  });
});
