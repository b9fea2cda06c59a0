/** What the tarball holds, and what it must not. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Check } from './check.ts';
import { type Consumer, PROJECT } from './consumer.ts';

const filesIn = ({ installed }: Consumer): readonly string[] =>
  globSync('**/*', { cwd: installed, withFileTypes: true, exclude: ['node_modules'] })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
    .sort();

/** Places of this machine, and where it gets packages from: nothing that anybody else should read. */
const namesOfThisMachine = async (): Promise<readonly string[]> => {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'], { cwd: PROJECT });
  return [PROJECT, `${homedir()}/`, new URL(stdout.trim()).host];
};

/** The checks. */
export const contents: readonly Check[] = [
  {
    name: 'the tarball holds the licence, the README and all that is read at run time',
    run: async (consumer) => {
      const held = new Set(filesIn(consumer));
      const expected = globSync(['LICENSE', 'README.md', 'presets/*.json', 'samples/*.{png,jpg}', 'statemachines/*.json'], {
        cwd: PROJECT,
      });
      assert.ok(expected.length > 15, `this project has presets and samples, but only ${expected.length} were found`);
      const missing = [...expected, 'console/index.html', 'console/console.js'].filter((path) => !held.has(path));
      assert.deepEqual(missing, []);
    },
  },
  {
    name: 'the tarball holds no test, no bench and no TypeScript but declarations',
    run: async (consumer) => {
      const unwanted = /^(test|bench|dist|node_modules|\.)|\.test\.|(?<!\.d)\.tsx?$|tsbuildinfo/;
      assert.ok(unwanted.test('core/edit/edit.ts') && !unwanted.test('core/edit/edit.d.ts'));
      assert.deepEqual(
        filesIn(consumer).filter((path) => unwanted.test(path)),
        [],
      );
    },
  },
  {
    name: 'no file in the tarball names this machine or a package registry',
    run: async (consumer) => {
      const names = await namesOfThisMachine();
      const found: string[] = [];
      for (const path of filesIn(consumer)) {
        const text = await readFile(join(consumer.installed, path), 'latin1');
        found.push(...names.filter((name) => text.includes(name)).map((name) => `${path}: ${name}`));
      }
      assert.deepEqual(found, []);
    },
  },
  {
    name: 'its package.json is publishable: exact dependencies, no scripts, not private',
    run: async ({ installed }) => {
      const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
      assert.equal(manifest.name, 'darkroom');
      assert.deepEqual(
        ['private', 'scripts', 'devDependencies'].filter((field) => field in manifest),
        [],
      );
      for (const [name, version] of Object.entries(manifest.dependencies)) assert.match(String(version), /^\d+\.\d+\.\d+$/, name);
      assert.deepEqual(Object.keys(manifest.peerDependencies), ['aws-cdk-lib', 'constructs']);
    },
  },
];
