import { describe, expect, it } from 'vitest';
import { FILES, textOf } from './markdown.ts';

const rows = [...textOf('docs/glossary.md').matchAll(/^\| (.+?) \| (.+) \| (.+?) \|$/gm)]
  .map(([, word = '', meaning = '', code = '']) => ({ word, meaning, code }))
  .filter(({ word }) => word !== 'word');

describe('the glossary', () => {
  it('is in the order of the alphabet, each word once', () => {
    const words = rows.map(({ word }) => word.toLowerCase());
    expect(words).toEqual([...new Set(words)].toSorted());
    expect(words.length).toBeGreaterThan(25);
  });

  it.each(rows.filter(({ code }) => code !== '–').map(({ word, code }) => [word, code]))(
    'finds "%s" in the code: %s',
    (_word, code) => {
      const [, name = '', path = ''] = /^`(\w+)` in `([^`]+)`$/.exec(code) ?? [];
      expect(FILES).toContain(path);
      expect(textOf(path)).toMatch(new RegExp(`\\b${name}\\b`));
    },
  );
});
