import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPreset } from '#core/request/preset.ts';
import { PROJECT } from '#test/architecture/sources.ts';

const namesIn = (folder: string, ending: string): readonly string[] =>
  readdirSync(join(PROJECT, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();

const starters = namesIn('presets', '.json');
const page = readFileSync(join(PROJECT, 'docs/presets.md'), 'utf8');

describe('the page of the starter presets: npm run docs:presets makes it', () => {
  it('has a section and a picture for each, and for no other', () => {
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual(starters);
    expect(namesIn('docs/presets', '.webp')).toEqual(starters);
  });

  it.each(starters)('says of %s what its file says', (name) => {
    const reading = readPreset(name, readFileSync(join(PROJECT, 'presets', `${name}.json`), 'utf8'));
    if ('problem' in reading) throw new Error(reading.problem.message);
    const { prompt, description, placeholders = {} } = reading.value;
    const [, section = ''] = page.split(`\n## ${name}\n`);
    expect(section).toContain(`> ${prompt}\n`);
    expect(section).toContain(description);
    for (const [placeholder, about] of Object.entries(placeholders)) {
      expect(section).toContain(`- \`${placeholder}\`: ${about.description ?? ''} Default: ${about.default}.`);
    }
  });
});
