/**
 * `npm run test:tutorial`: runs the commands of docs/tutorial.md as they are written, in a clone, and looks at what they made.
 *
 * `sh setup` blocks are taken as done (this is running, so they are); the `sh start` block is started and left running until the end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** One block of commands, and what it is for. */
export interface Block {
  readonly purpose: 'run' | 'start' | 'setup';
  readonly commands: string;
}

/** The shell blocks of a page, in order. */
export const blocksOf = (page: string): readonly Block[] =>
  [...page.matchAll(/^```sh(?: (start|setup))?\n([\s\S]*?)^```$/gm)].map(([, purpose, commands = '']) => ({
    purpose: purpose === 'start' || purpose === 'setup' ? purpose : 'run',
    commands,
  }));

/** A folder in which the project looks like a clone, with nothing edited yet. */
const makeClone = (): string => {
  const clone = mkdtempSync(join(tmpdir(), 'darkroom-tutorial-'));
  const left = ['.git', '.darkroom', 'edited'];
  for (const name of readdirSync(root).filter((each) => !left.includes(each))) symlinkSync(join(root, name), join(clone, name));
  return clone;
};

const READY = /^Darkroom is ready at (http:\S+)$/m;
const PATIENCE_MS = 120_000;

const environment = (clone: string): NodeJS.ProcessEnv => {
  const { DASHSCOPE_API_KEY: _neverReal, ...env } = process.env;
  return { ...env, DARKROOM_HOME: join(clone, '.darkroom'), PORT: '0' };
};

const startServer = (commands: string, clone: string): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn('sh', ['-ec', commands], {
      cwd: clone,
      env: environment(clone),
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const late = setTimeout(
      () => reject(new Error(`${commands.trim()} was not ready after ${PATIENCE_MS / 1000} s`)),
      PATIENCE_MS,
    );
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (!READY.test(output)) return;
      clearTimeout(late);
      resolve(child);
    });
    child.once('exit', (code) => reject(new Error(`${commands.trim()} ended with ${code}: ${output}`)));
  });

const run = (commands: string, clone: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn('sh', ['-ec', commands], {
      cwd: clone,
      env: environment(clone),
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: PATIENCE_MS,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('exit', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`exit status ${code} of:\n${commands}${output}`)),
    );
  });

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => (child.exitCode === null ? child.once('exit', () => resolve()) : resolve()));

/** What the page promises that there is now. @throws Error naming what is missing */
const checkPromises = (clone: string): void => {
  const edited = readdirSync(join(clone, 'edited'));
  if (edited.filter((name) => name.endsWith('.png')).length < 5) throw new Error(`edited/ holds only ${edited.join(', ')}`);
  const dropped = join(clone, '.darkroom', 'results', 'remove-text', 'clock.png');
  const [id = ''] = existsSync(dropped) ? readdirSync(dropped) : [];
  const manifest = join(dropped, id, 'edit.json');
  if (!existsSync(manifest)) throw new Error(`there is no ${manifest}`);
};

const main = async (): Promise<void> => {
  const clone = makeClone();
  let server: ChildProcess | undefined;
  try {
    for (const { purpose, commands } of blocksOf(readFileSync(join(root, 'docs', 'tutorial.md'), 'utf8'))) {
      if (purpose === 'setup') continue;
      process.stdout.write(`$ ${commands.trimEnd().replaceAll('\n', '\n$ ')}\n`);
      if (purpose === 'start') server = await startServer(commands, clone);
      else process.stdout.write(await run(commands, clone));
    }
    checkPromises(clone);
    process.stdout.write('\nThe tutorial works.\n');
  } finally {
    if (server?.pid !== undefined) {
      process.kill(-server.pid, 'SIGTERM');
      await ended(server);
    }
    rmSync(clone, { recursive: true, force: true });
  }
};

if (import.meta.main) await main();
