/** MiniStack, the stand-in for AWS: installed with pip into a folder that git ignores, started on a free loopback port. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The version that the suite was written against; docs/operations.md lists what it cannot do. */
export const MINISTACK_VERSION = '1.5.33';

/** What is missing on this machine, said to a person. */
export class Missing extends Error {
  override readonly name = 'Missing';
}

/** A running stand-in. */
export interface Ministack {
  readonly url: string;
  stop(): Promise<void>;
}

/** Installs MiniStack unless this version is there already. @throws Missing without Python 3.10 or pip */
export const installMinistack = (project: string): string => {
  const venv = join(project, '.venv-ministack');
  const program = join(venv, 'bin', 'ministack');
  const stamp = join(venv, `ministack-${MINISTACK_VERSION}`);
  if (existsSync(stamp)) return program;
  const python = ['python3', 'python'].find(
    (name) => spawnSync(name, ['-c', 'import sys, venv; sys.exit(sys.version_info < (3, 10))']).status === 0,
  );
  if (python === undefined) throw new Missing('Python 3.10 or newer with its venv module is needed to run the AWS stand-in');
  run(python, ['-m', 'venv', '--clear', venv], 'making a virtual environment; on Debian it needs the package python3-venv');
  run(
    join(venv, 'bin', 'python'),
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `ministack==${MINISTACK_VERSION}`],
    'installing MiniStack with pip',
  );
  writeFileSync(stamp, '');
  return program;
};

const run = (program: string, args: readonly string[], what: string): void => {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Missing(`${what} failed: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
};

/**
 * Starts MiniStack. Its functions run in folders below `home`, so that Node finds the AWS SDK in the project's node_modules where a
 * real function finds the one of its runtime.
 */
export const startMinistack = async (program: string, home: string): Promise<Ministack> => {
  const port = await freePort();
  const tmp = join(home, 'tmp');
  mkdirSync(tmp, { recursive: true });
  // MiniStack's own worker script is CommonJS; the project's package.json would make it a module.
  writeFileSync(join(home, 'package.json'), '{ "type": "commonjs" }\n');
  const log = openSync(join(home, 'ministack.log'), 'w');
  const child = spawn(program, [], {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      // Functions run on the Node that runs this script.
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      TMPDIR: tmp,
    },
  });
  closeSync(log);
  const url = `http://127.0.0.1:${port}`;
  await untilItAnswers(url, child, join(home, 'ministack.log'));
  return { url, stop: async () => await stop(child) };
};

const untilItAnswers = async (url: string, child: ChildProcess, log: string): Promise<void> => {
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`MiniStack ended at once:\n${readFileSync(log, 'utf8').slice(-2000)}`);
    if (await answers(url)) return;
    await pause(100);
  }
  await stop(child);
  throw new Error('MiniStack did not answer within 30 seconds');
};

const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(`${url}/_ministack/health`)).ok;
  } catch {
    return false;
  }
};

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([ended, pause(5000)]);
  if (child.exitCode === null) child.kill('SIGKILL');
};

const freePort = async (): Promise<number> =>
  await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
