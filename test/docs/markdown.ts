/** Reads Markdown as far as the tests of the documents need it: links, headings as GitHub names them, and words in code font. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '#test/architecture/sources.ts';

/** Everything that git knows of, deleted files left out. */
export const FILES: readonly string[] = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: PROJECT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(PROJECT, path)));

/** Every document, by its path. */
export const PAGES: readonly string[] = FILES.filter((path) => path.endsWith('.md'));

/** The text of a document. */
export const textOf = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');

const withoutListings = (text: string): string =>
  text.replace(/^ {0,3}```[\s\S]*?^ {0,3}```$/gm, '').replace(/<!--[\s\S]*?-->/g, '');

/** Where the links and images of a document lead, as written, without those to other sites. */
export const linksOf = (text: string): readonly string[] =>
  [
    ...withoutListings(text)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

/** The words in code font of a document, listings left out. */
export const codeOf = (text: string): readonly string[] =>
  [...withoutListings(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** The anchors of a document's headings, as GitHub makes them. */
export const anchorsOf = (text: string): ReadonlySet<string> => {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutListings(text).matchAll(/^#{1,6} (.+)$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
    const slug = plain
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const taken = [...anchors].filter((anchor) => anchor.startsWith(slug) && /^(-\d+)?$/.test(anchor.slice(slug.length))).length;
    anchors.add(anchors.has(slug) ? `${slug}-${taken}` : slug);
  }
  return anchors;
};
