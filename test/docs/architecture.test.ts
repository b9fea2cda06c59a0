import { describe, expect, it } from 'vitest';
import { coreMap, floorOf } from '#test/architecture/core-map.ts';
import { CORE_ROOMS } from '#test/architecture/rooms.ts';
import { FILES, textOf } from './markdown.ts';

const page = textOf('docs/architecture.md');

describe('the page about the architecture', () => {
  it('draws the rooms of core as the table of imports has them', () => {
    expect(/```mermaid\n(flowchart TD\n {2}actions[\s\S]*?)\n```/.exec(page)?.[1]).toBe(coreMap(CORE_ROOMS));
  });

  it('tells of each room of core its floor and what it may import', () => {
    const rows = [...page.matchAll(/^\| (\d) +\| `(\w+)` .*\| ([^|]+) \|$/gm)].map(([, floor, name = '', imports = '']) => [
      name,
      { floor: Number(floor), imports: [...imports.matchAll(/\w+/g)].map(([room]) => room).sort() },
    ]);
    const wanted = Object.entries(CORE_ROOMS).map(([name, below]) => [
      name,
      { floor: floorOf(CORE_ROOMS, name), imports: [...below].sort() },
    ]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(wanted));
  });

  it('names every file that lies directly under core/', () => {
    const files = FILES.filter((path) => /^core\/[^/]+\.ts$/.test(path));
    expect(files.filter((path) => !page.includes(`\`${path}\``))).toEqual([]);
  });

  it('has a row for every folder with sources', () => {
    const folders = new Set(
      FILES.filter((path) => /^\w+\/.*\.(ts|tsx|json)$/.test(path)).map((path) => path.slice(0, path.indexOf('/'))),
    );
    expect([...folders].filter((folder) => !new RegExp(`^\\|[^|]*\`${folder}/`, 'm').test(page))).toEqual([]);
  });
});

describe('the drawing', () => {
  const rooms = { a: [], b: ['a'], c: ['a', 'b'], d: ['a'] };

  it('shows only the rooms directly below, higher floors first', () => {
    expect(coreMap(rooms)).toBe('flowchart TD\n  c --> b\n  b --> a\n  d --> a');
  });

  it('counts floors from the bottom', () => {
    expect(['a', 'b', 'c', 'd'].map((name) => floorOf(rooms, name))).toEqual([1, 2, 3, 2]);
  });
});
