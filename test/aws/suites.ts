/** Runs the suites of this folder with Vitest and counts. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outputs } from './cdk.ts';

/** What the suites test. */
export interface SuitesOptions {
  readonly project: string;
  readonly home: string;
  readonly outputs: Outputs;
  /** Parts of file names; none: all suites. */
  readonly only: readonly string[];
}

/** How it went. A suite that could not even begin counts as one failure. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Runs them; the outputs of the stack reach them through a file. */
export const runSuites = async ({ project, home, outputs, only }: SuitesOptions): Promise<Counts> => {
  const stackFile = join(home, 'stack.json');
  const report = join(home, 'report.json');
  writeFileSync(stackFile, JSON.stringify(outputs));
  await new Promise<void>((resolve, reject) => {
    const program = join(project, 'node_modules', 'vitest', 'vitest.mjs');
    const args = [
      'run',
      '--config',
      'test/aws/vitest.config.ts',
      '--reporter=verbose',
      '--reporter=json',
      `--outputFile=${report}`,
      ...only,
    ];
    const child = spawn(process.execPath, [program, ...args], {
      cwd: project,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DARKROOM_TEST_STACK: stackFile },
    });
    child.once('error', reject);
    child.once('exit', () => resolve());
  });
  return countsIn(JSON.parse(readFileSync(report, 'utf8')) as Report);
};

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }[];
}

const countsIn = ({ numPassedTests, numFailedTests, numPendingTests, testResults }: Report): Counts => {
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length, skipped: numPendingTests };
};
