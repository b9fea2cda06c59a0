import { describe, expect, it } from 'vitest';
import { PAGES, textOf } from './markdown.ts';

const FOLDER = 'docs/decisions/';
const decisions = PAGES.filter((page) => page.startsWith(FOLDER) && page !== `${FOLDER}README.md`);
const rows = [...textOf(`${FOLDER}README.md`).matchAll(/^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$/gm)];

describe('the decisions', () => {
  it('are listed by number, under their titles', () => {
    expect(rows.map(([, number, path, title]) => [`${FOLDER}${path}`, `# ${number}: ${title}`])).toEqual(
      decisions.toSorted().map((page) => [page, textOf(page).split('\n')[0]]),
    );
  });

  it('are numbered without gaps', () => {
    expect(rows.map(([, number]) => Number(number))).toEqual(rows.map((_row, index) => index + 1));
  });

  it.each(decisions)('%s says its status, what was the matter, what was decided and what follows, on one page', (page) => {
    const text = textOf(page);
    expect(text).toMatch(/^Status: (accepted|replaced by \[\d{4}\]\(.+\))$/m);
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(['Context', 'Decision', 'Consequences']);
    expect(text.split('\n').length).toBeLessThanOrEqual(45);
  });
});
