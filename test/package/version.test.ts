import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '#cli/command-table.ts';
import { projectVersion } from '#local/project-version.ts';
import { PROJECT, SOURCES } from '#test/architecture/sources.ts';
import { recordingIo } from '#test/cli/session.ts';
import { DEFAULT_STACK } from '#test/infra/synthesized.ts';

const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');
const version: string = JSON.parse(read('package.json')).version;

describe('the version', () => {
  it('is written in package.json alone, and copied into the lockfile by npm', () => {
    const literal = new RegExp(`['"\`]${version.replaceAll('.', '\\.')}['"\`]`);
    expect(SOURCES.filter((path) => literal.test(read(path)))).toEqual([]);
    const lock = JSON.parse(read('package-lock.json'));
    expect([lock.version, lock.packages[''].version]).toEqual([version, version]);
  });

  it('is the newest that the changelog has, below what is not released yet', () => {
    const headings = [...read('CHANGELOG.md').matchAll(/^## \[(.+)\](?: - (\d{4}-\d\d-\d\d))?$/gm)].map(([, name, day]) => [
      name,
      day,
    ]);
    expect(headings[0]).toEqual(['Unreleased', undefined]);
    expect(headings[1]).toEqual([version, expect.any(String)]);
  });

  it('is what the API says of itself, on one machine and on AWS', async () => {
    expect(await projectVersion()).toBe(version);
    const variables = DEFAULT_STACK.ofType('AWS::Lambda::Function').map(
      ([, { Properties }]) =>
        (Properties.Environment as { Variables?: Record<string, string> } | undefined)?.Variables?.DARKROOM_VERSION,
    );
    expect(variables.filter((value) => value !== undefined)).toEqual([version]);
  });

  it.each(['--version', 'version'])('is printed by darkroom %s', async (word) => {
    const recorded = recordingIo('/none', '/none');
    expect(await runCommandLine([word], recorded.io)).toBe(0);
    expect([recorded.out(), recorded.err()]).toEqual([`${version}\n`, '']);
  });
});
