import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandLine, helpHint } from '#cli/command-line.ts';
import { COMMANDS } from '#cli/command-table.ts';
import { PROJECT, SOURCES } from '#test/architecture/sources.ts';

describe('a command line', () => {
  it.each([
    ['retry last', 'npm run darkroom -- retry last', 'npx darkroom retry last'],
    ['start', 'npm start', 'npx darkroom start'],
    ['start --port 0', 'npm run darkroom -- start --port 0', 'npx darkroom start --port 0'],
    ['edit a.png --prompt x', 'npm run edit -- a.png --prompt x', 'npx darkroom edit a.png --prompt x'],
    ['list --json | jq .edits', 'npm run --silent darkroom -- list --json | jq .edits', 'npx darkroom list --json | jq .edits'],
    ['DARKROOM_HOME=~/edits start', 'DARKROOM_HOME=~/edits npm start', 'DARKROOM_HOME=~/edits npx darkroom start'],
  ])('%s is said as a clone has it, and as the package has it', (words, clone, installed) => {
    expect(commandLine(words, 'clone')).toBe(clone);
    expect(commandLine(words, 'package')).toBe(installed);
  });

  it('names only scripts and programs that there are', () => {
    const { scripts, bin } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'edit', 'darkroom']));
    expect(Object.keys(bin)).toEqual(['darkroom']);
  });

  it('is that of a clone where the sources run', () => {
    expect(helpHint('list')).toBe('Help: npm run darkroom -- list --help');
  });
});

/** Files that may write commands out: the one that knows how, and the help of `npm start`, which there is in a clone only. */
const MAY_WRITE_OUT = ['cli/command-line.ts', 'local/run-process.ts'];
const ROOMS = /^(cli|local|core|functions|adapters|client|console)\//;
const names = COMMANDS.map(({ name }) => name).join('|');
const WRITTEN_OUT = new RegExp(`\\b(npx |npm (run|start)\\b|darkroom (${names})\\b)`);
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

describe('hints and messages', () => {
  it('never write a command out: commandLine says it in the words of the place where it is read', () => {
    const wrong = SOURCES.filter((path) => ROOMS.test(path) && !MAY_WRITE_OUT.includes(path)).flatMap((path) =>
      withoutComments(readFileSync(join(PROJECT, path), 'utf8'))
        .split('\n')
        .filter((line) => WRITTEN_OUT.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
    expect(wrong).toEqual([]);
  });

  it('would be caught writing one out', () => {
    expect(['Look: darkroom list', 'then npm start', 'npm run darkroom -- show'].every((text) => WRITTEN_OUT.test(text))).toBe(
      true,
    );
  });
});
