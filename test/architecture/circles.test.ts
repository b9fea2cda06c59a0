import { describe, expect, it } from 'vitest';
import { arrowsOfFolders, circlesOf, graphOf } from './circles.ts';
import { importArrows } from './sources.ts';

const arrows = importArrows();

describe('the imports of the whole tree, tests included', () => {
  it('are many: the walker sees them', () => {
    expect(arrows.length).toBeGreaterThan(2000);
  });

  it('form no circle of files', () => {
    expect(circlesOf(graphOf(arrows))).toEqual([]);
  });

  it('form no circle of folders', () => {
    expect(circlesOf(graphOf(arrowsOfFolders(arrows)))).toEqual([]);
  });
});

describe('circlesOf', () => {
  it('finds a circle of two, of three, and of a node that also stands outside it', () => {
    expect(
      circlesOf(
        graphOf([
          ['a', 'b'],
          ['b', 'a'],
        ]),
      ),
    ).toEqual([['a', 'b', 'a']]);
    expect(
      circlesOf(
        graphOf([
          ['x', 'a'],
          ['a', 'b'],
          ['b', 'c'],
          ['c', 'a'],
        ]),
      ),
    ).toEqual([['a', 'b', 'c', 'a']]);
  });

  it('finds none where two ways lead to the same node', () => {
    expect(
      circlesOf(
        graphOf([
          ['a', 'b'],
          ['a', 'c'],
          ['b', 'd'],
          ['c', 'd'],
        ]),
      ),
    ).toEqual([]);
  });
});

describe('arrowsOfFolders', () => {
  it('sees a circle between two folders that no files form', () => {
    const between = [
      ['core/a/one.ts', 'core/b/two.ts'],
      ['core/b/three.ts', 'core/a/four.ts'],
    ] as const;

    expect(circlesOf(graphOf(between))).toEqual([]);
    expect(circlesOf(graphOf(arrowsOfFolders(between)))).toEqual([['core/a', 'core/b', 'core/a']]);
  });

  it('takes a file beside a folder as a node of its own', () => {
    expect(
      arrowsOfFolders([
        ['cli/main.ts', 'cli/commands/list.ts'],
        ['cli/commands/list.ts', 'cli/command.ts'],
      ]),
    ).toEqual([
      ['cli/main.ts', 'cli/commands'],
      ['cli/commands', 'cli/command.ts'],
    ]);
  });
});
