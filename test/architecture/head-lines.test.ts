import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT, SOURCES } from './sources.ts';

const hasHeadLine = (text: string): boolean => /^(#!.*\n)?\/\*\*/.test(text);

/** A listing that the README shows as it is. */
const WITHOUT = ['test/infra/readme-snippet.ts'];

describe('every source file that is no test', () => {
  it('begins with a sentence on what it is', () => {
    const sources = SOURCES.filter((path) => !path.endsWith('.test.ts') && !WITHOUT.includes(path));
    expect(sources.filter((path) => !hasHeadLine(readFileSync(join(PROJECT, path), 'utf8')))).toEqual([]);
  });

  it('would be caught without one', () => {
    expect(['import a from "a";', 'export const a = 1;', '// no'].some(hasHeadLine)).toBe(false);
    expect(['/** What. */\n', '#!/usr/bin/env node\n/** What. */'].every(hasHeadLine)).toBe(true);
  });
});
