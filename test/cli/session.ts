/** The command line in this process: a home, a quick Darkroom in it, a folder to work in, and what commands print. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandIo } from '#cli/command.ts';
import { runCommandLine } from '#cli/command-table.ts';
import type { Runtime, RuntimeOptions } from '#local/runtime.ts';
import { newHome, PROJECT, startRuntime } from '#test/e2e/home.ts';

/** What a command printed and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** One person at a terminal. */
export interface Session {
  readonly runtime: Runtime;
  readonly home: string;
  /** Where the person works; holds `a clock.png` and `vase.jpg`. */
  readonly cwd: string;
  /** What the system's viewer was asked to show. */
  readonly launched: string[];
  run(words: readonly string[], change?: Partial<CommandIo>): Promise<Ran>;
  end(): Promise<void>;
}

/** Streams that are kept, in a folder, with a home. */
export const recordingIo = (home: string, cwd: string, change: Partial<CommandIo> = {}) => {
  const [out, err, launched]: [string[], string[], string[]] = [[], [], []];
  const io: CommandIo = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    interactive: false,
    columns: () => 100,
    env: { DARKROOM_HOME: home },
    cwd,
    now: () => Date.now(),
    signal: new AbortController().signal,
    launch: async (target) => launched.push(target) > 0,
    ...change,
  };
  return { io, launched, out: () => out.join(''), err: () => err.join('') };
};

/** Starts a session. */
export const startSession = async (options: Partial<RuntimeOptions> = {}): Promise<Session> => {
  const home = await newHome();
  const runtime = await startRuntime(home.path, { watch: false, ...options });
  const cwd = join(home.path, '..', 'work');
  await mkdir(cwd);
  await copyFile(join(PROJECT, 'samples', 'clock.png'), join(cwd, 'a clock.png'));
  await copyFile(join(PROJECT, 'samples', 'vase-on-a-table.jpg'), join(cwd, 'vase.jpg'));
  const launched: string[] = [];
  return {
    runtime,
    home: home.path,
    cwd,
    launched,
    run: async (words, change) => {
      const recorded = recordingIo(home.path, cwd, { launch: async (target) => launched.push(target) > 0, ...change });
      const code = await runCommandLine(words, recorded.io);
      return { code, out: recorded.out(), err: recorded.err() };
    },
    end: async () => {
      await runtime.stop();
      await home.remove();
    },
  };
};
