import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT } from '#test/architecture/sources.ts';
import { anchorsOf, codeOf, FILES, linksOf, PAGES, textOf } from './markdown.ts';

/** Folders of the repository; `presets/` is left out, since users have one too, with presets of their own. */
const FOLDERS = new Set(FILES.filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/'))));
FOLDERS.delete('presets');

/** Whether a word in code font is a path of the repository; `<name>` and `*` stand for any. */
const isOurPath = (code: string): boolean => FOLDERS.has(code.split('/')[0] ?? '') && /^[\w.-]+\/[\w./*<>-]*$/.test(code);

const leadsSomewhere = (path: string): boolean => {
  const pattern = path.replaceAll(/<[^>]+>/g, '*');
  return pattern.includes('*') ? globSync(pattern, { cwd: PROJECT }).length > 0 : existsSync(join(PROJECT, pattern));
};

describe.each(PAGES)('%s', (page) => {
  const text = textOf(page);

  it('links to pages and headings that are there', () => {
    const broken = linksOf(text).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
      if (!existsSync(join(PROJECT, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(textOf(target)).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names only paths of the repository that are there', () => {
    expect(codeOf(text).filter((code) => isOurPath(code) && !leadsSomewhere(code))).toEqual([]);
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    const named = [...text.matchAll(/npm run (?:--silent )?([a-z][\w:]*)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('runs only test files that are there', () => {
    const files = [...text.matchAll(/vitest run ([\w./-]+)/g)].map(([, path = '']) => path);
    expect(files.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
  });
});

describe('the comments of the sources', () => {
  it('name only files of the repository that are there', () => {
    const named = new RegExp(`(?<![\\w./#@])(?:${[...FOLDERS].join('|')})/[\\w./*<>-]*\\.(?:tsx?|json|md)\\b`, 'g');
    const sources = FILES.filter((path) => /\.tsx?$/.test(path) && !path.startsWith('test/'));
    expect(
      sources.flatMap((path) =>
        (textOf(path).match(named) ?? []).filter((name) => !leadsSomewhere(name)).map((name) => [path, name]),
      ),
    ).toEqual([]);
  });
});

describe('the index of the documents', () => {
  it('has every page below docs/', () => {
    const linked = linksOf(textOf('docs/README.md')).map((link) => normalize(join('docs', link.split('#')[0] ?? '')));
    const pages = PAGES.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
    expect(pages.filter((page) => !linked.includes(page))).toEqual([]);
  });
});

describe('reading Markdown', () => {
  it('finds links and images, not those in listings or code font, nor those to other sites', () => {
    const text = 'See [a](a.md#b) and ![b](b.png).\n\n```md\n[c](c.md)\n```\n\n`[d](d.md)` [e](https://example.com)\n';
    expect(linksOf(text)).toEqual(['a.md#b', 'b.png']);
  });

  it('names headings as GitHub does', () => {
    expect([...anchorsOf('# A `b/c` (d)\n\n## One, two\n\n## [Link](x.md) here\n\n## One, two\n')]).toEqual([
      'a-bc-d',
      'one-two',
      'link-here',
      'one-two-1',
    ]);
  });

  it('knows the paths of the repository from other words', () => {
    expect(['core/edit/edit.ts', 'functions/<name>/handler.ts', '.ci/run', 'lib/'].map(isOurPath)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['uploads/a.png', 'presets/shop.json', 'npm run docs', 'darkroom/client'].map(isOurPath)).toEqual(
      Array(4).fill(false),
    );
    expect(leadsSomewhere('core/edit/nothing.ts')).toBe(false);
  });
});
