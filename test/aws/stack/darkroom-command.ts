/** The command line as a person uses it on a deployed stack. */
import { spawn } from 'node:child_process';
import { emulated, outputs } from './deployed.ts';

/** How a command ended; `json` is what it printed. */
export interface CommandEnd {
  readonly code: number | null;
  readonly json: unknown;
  readonly errors: string;
}

/** Runs `darkroom ... --aws <stack> --json`. */
export const darkroom = async (...args: readonly string[]): Promise<CommandEnd> =>
  await new Promise((resolve, reject) => {
    const before = emulated ? ['--import', './test/aws/stack/resolve-localhost.ts'] : [];
    const child = spawn(process.execPath, [...before, 'cli/main.ts', ...args, '--aws', outputs.StackName, '--json']);
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].on('data', (chunk: Buffer) => {
        said[stream] += chunk.toString();
      });
    }
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, json: said.stdout === '' ? undefined : JSON.parse(said.stdout), errors: said.stderr }),
    );
  });
