/** A project of somebody else: an empty folder into which the packed tarball was installed, as npm installs any package. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** Folder of this project, where the tarball was built. */
export const PROJECT = join(import.meta.dirname, '../..');

/** How a program ended; `status` is null when it was killed. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The project that uses the package. */
export interface Consumer {
  readonly folder: string;
  /** Where the package was installed. */
  readonly installed: string;
  /** Installs as anybody would. @throws when npm refuses */
  install(...packages: readonly string[]): Promise<void>;
  write(name: string, text: string): Promise<void>;
  /** Runs a program in the folder to its end, at most two minutes. Does not reject when it fails. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Starts a program in the folder, in a process group of its own. */
  start(command: string, args: readonly string[]): ChildProcess;
  remove(): Promise<void>;
}

const MAX_RUN_MS = 120_000;

/** Makes a new folder with nothing installed. */
export const createConsumer = async (): Promise<Consumer> => {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-consumer-'));
  const env = plainEnvironment();
  const run: Consumer['run'] = (command, args, more = {}) =>
    new Promise((resolve) => {
      const options = { cwd: folder, env: { ...env, ...more }, timeout: MAX_RUN_MS, maxBuffer: 64 * 1024 * 1024 };
      const child = execFile(command, [...args], options, (error, stdout, stderr) => {
        const notRun = error !== null && child.exitCode === null ? `\n${error.message}` : '';
        resolve({ status: child.exitCode, stdout, stderr: `${stderr}${notRun}` });
      });
    });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  return {
    folder,
    installed: join(folder, 'node_modules', 'darkroom'),
    install: async (...packages) => {
      const npm = await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages]);
      if (npm.status !== 0) throw new Error(`npm could not install ${packages.join(' ')}:\n${npm.stderr}`);
    },
    write: (name, text) => writeFile(join(folder, name), text),
    run,
    start: (command, args) => spawn(command, [...args], { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};

/** What the user of the construct has already, in the versions that this project is tested with. */
export const peersOfConstruct = async (): Promise<readonly string[]> => {
  const { devDependencies } = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  return ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${devDependencies[name]}`);
};

/**
 * The environment without what would change the outcome: keys and settings that would edit with the real service or in another folder, and
 * what `npm run` tells its scripts, by which an npm in another folder would take this project for its own.
 */
const plainEnvironment = (): NodeJS.ProcessEnv => {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(DARKROOM_|DASHSCOPE_|AWS_|CDK_|PORT$|NODE_OPTIONS$|INIT_CWD$|npm_(package|lifecycle|command|config_local_prefix))/.test(
        name,
      ),
  );
  const PATH = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
  return { ...Object.fromEntries(kept), PATH };
};
