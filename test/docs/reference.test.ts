import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '#cli/command-table.ts';
import { OPERATIONS } from '#core/api/operations.ts';
import { referencePages } from '../../docs/reference-pages.ts';
import { blocksOf } from '../../docs/run-tutorial.ts';
import { fieldTable, markdownTable, typeText } from '../../docs/schema-tables.ts';
import { codesIn, errorFacts, functionVariables } from '../../docs/source-facts.ts';

const root = join(import.meta.dirname, '../..');
const pages = referencePages(root);
const page = (path: string): string => pages.find((each) => each.path === path)?.text ?? '';

describe('the reference', () => {
  it('describes every route', () => {
    for (const { method, path } of Object.values(OPERATIONS))
      expect(page('docs/reference/api.md')).toContain(`### \`${method} ${path}\``);
  });
  it('names every shape that it links to', () => {
    const api = page('docs/reference/api.md');
    for (const [, anchor] of api.matchAll(/\]\(#([^)]+)\)/g)) expect(api.toLowerCase()).toContain(`### ${anchor}\n`);
  });
  it('names every variable that a function needs', () => {
    const names = functionVariables(root).map(({ name }) => name);
    expect(names).toContain('DARKROOM_TABLE');
    for (const name of names) expect(page('docs/reference/environment.md')).toContain(`\`${name}\``);
  });
  it('names every variable that one machine reads', () => {
    const read = ['local/settings.ts', 'adapters/dashscope/config.ts'].flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/'((?:DARKROOM|DASHSCOPE)_[A-Z_]+|PORT)'/g)].map(([, name]) => name),
    );
    expect(read.length).toBeGreaterThan(4);
    for (const name of read) expect(page('docs/reference/environment.md')).toContain(`\`${name}\``);
  });
  it('says for every code what to do, or that the case says it', () => {
    const facts = errorFacts(root);
    expect(facts.find(({ code }) => code === 'BUDGET_EXCEEDED')?.hints).toHaveLength(2);
    expect(facts.filter(({ hints }) => hints.length === 0).length).toBeLessThan(facts.length / 10);
    for (const { code } of facts) expect(page('docs/reference/errors.md')).toContain(`| \`${code}\` |`);
  });
});

describe('the codes of a source text', () => {
  it.each([
    ["{ code: 'NO_ROOM', message, hint: 'Make some room first.' }", [['NO_ROOM', 'Make some room first.']]],
    ["{ code: 'PAUSED', message, hint: 'Lift the pause.' }", [['PAUSED', 'Lift the pause.']]],
    ["refused('TOO_BIG', `it is big; too big`, 'Make it smaller.');", [['TOO_BIG', 'Make it smaller.']]],
    [
      "{ code: inUse ? 'PORT_IN_USE' : 'PORT_REFUSED', hint: 'Choose another one.' }",
      [
        ['PORT_IN_USE', 'Choose another one.'],
        ['PORT_REFUSED', 'Choose another one.'],
      ],
    ],
    [
      "const GONE = 'TASK_GONE';\nconst f = () => ({ code: GONE, hint: 'Ask again later.' });",
      [['TASK_GONE', 'Ask again later.']],
    ],
    [
      "{ code: 'TOO_LONG', hint: `See why: #{commandLine(`show #{id.slice(0, 10)}`)}; or: #{commandLine('doctor')}` }".replaceAll(
        '#',
        '$',
      ),
      [['TOO_LONG', 'See why: darkroom show …; or: darkroom doctor']],
    ],
    ["const unused = ['HTTP_PROXY', 'ALL_PROXY'];", []],
    ["throw unavailable('STORE_DOWN', `reading it`, error);", [['STORE_DOWN', undefined]]],
    ["if (code === 'NO_ROOM') return; type A = 'X' | 'NO_SLOT';", []],
  ])('are those of %s', (text, expected) => {
    expect(codesIn(text).map(({ code, hints }) => [code, hints[0]])).toEqual(expected);
  });
});

describe('tables', () => {
  it('escape bars and keep cells on one line', () => {
    expect(markdownTable(['a'], [['x | y\nz']])).toBe('| a |\n|---|\n| x \\| y z |');
  });
  it.each([
    [{ type: 'integer', minimum: 1, maximum: 4 }, 'whole number, 1 to 4'],
    [{ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 'whole number'],
    [{ type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3 }, 'list of text, 1 to 3 items'],
    [{ enum: ['before', 'after'] }, '`before`, `after`'],
    [{ anyOf: [{ $ref: '#/components/schemas/Edit' }, { type: 'boolean' }] }, '[Edit](#edit) or true or false'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, 'object of text'],
  ])('say %j in words', (schema, text) => {
    expect(typeText(schema)).toBe(text);
  });
  it('mark fields that must be there', () => {
    expect(
      fieldTable({ type: 'object', properties: { a: { type: 'string', description: 'An a.' } }, required: ['a'] }),
    ).toContain('| `a` | text | yes | An a. |');
  });
});

describe('the pages', () => {
  const pages = [
    'README.md',
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];

  it('show the two commands of a fresh clone, each complete', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    for (const command of ['npm ci && npm start', 'npm ci && npm test']) expect(readme).toMatch(new RegExp(`^${command} `, 'm'));
  });

  it.each(pages)('%s names only commands that there are', (path) => {
    const named = [...readFileSync(join(root, path), 'utf8').matchAll(/(?:darkroom --|npx darkroom) ([a-z]+)/g)].map(
      ([, name]) => name,
    );
    const known = COMMANDS.map(({ name }) => name);
    expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });
  it('hold a tutorial whose commands are told apart: done before, left running, run', () => {
    const blocks = blocksOf(readFileSync(join(root, 'docs/tutorial.md'), 'utf8'));
    expect(blocks.filter(({ purpose }) => purpose === 'setup')).toEqual([{ purpose: 'setup', commands: 'npm ci\n' }]);
    expect(blocks.filter(({ purpose }) => purpose === 'start')).toEqual([{ purpose: 'start', commands: 'npm start\n' }]);
    expect(blocks.filter(({ purpose }) => purpose === 'run').length).toBeGreaterThan(5);
  });
});
