/** The command line of the package, as somebody runs it who has only installed it. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Check } from './check.ts';
import type { Consumer } from './consumer.ts';

const NPX = ['--no-install', 'darkroom'] as const;

/** Runs `npx darkroom ... --json` and answers what it printed. */
const json = async (consumer: Consumer, args: readonly string[]) => {
  const ended = await consumer.run('npx', [...NPX, ...args, '--json']);
  const lines = ended.stdout.trim().split('\n');
  return { ...ended, value: JSON.parse(lines.at(-1) ?? '') };
};

const MAX_START_MS = 30_000;

/** Waits for the address in what `start` prints. @throws when it ends, or takes too long */
const addressOf = async (started: ChildProcess): Promise<string> => {
  if (started.stdout === null || started.stderr === null) throw new Error('start was spawned without pipes');
  let complaints = '';
  started.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const tooLate = setTimeout(() => stopGroup(started, 'SIGKILL'), MAX_START_MS);
  try {
    for await (const line of createInterface({ input: started.stdout })) {
      const address = /Darkroom is ready at (\S+)/.exec(line)?.[1];
      if (address !== undefined) return address;
    }
    throw new Error(`npx darkroom start ended before it was ready:\n${complaints}`);
  } finally {
    clearTimeout(tooLate);
  }
};

/** What Ctrl-C in a terminal does: the signal goes to everything that was started. */
const stopGroup = ({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void => {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, signal);
};

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

/** The checks. */
export const command: readonly Check[] = [
  {
    name: 'npx darkroom --help lists the commands',
    run: async (consumer) => {
      const ended = await consumer.run('npx', [...NPX, '--help']);
      assert.equal(ended.status, 0, ended.stderr);
      for (const name of ['start', 'edit', 'list', 'doctor']) assert.match(ended.stdout, new RegExp(`^ +${name} `, 'm'));
      assert.match(ended.stdout, /^ +npx darkroom edit /m, 'commands are named as they are typed where the package is installed');
    },
  },
  {
    name: 'npx darkroom doctor --json examines the machine',
    run: async (consumer) => {
      const { status, value, stderr } = await json(consumer, ['doctor']);
      assert.equal(status, 0, `${stderr}\n${JSON.stringify(value, null, 2)}`);
      assert.ok(value.findings.length > 3, JSON.stringify(value));
    },
  },
  {
    name: 'npx darkroom edit edits a picture on this machine',
    run: async (consumer) => {
      const sample = join(consumer.installed, 'samples', 'clock.png');
      const { status, value, stderr } = await json(consumer, ['edit', sample, '--prompt', 'Make it a winter evening']);
      assert.equal(status, 0, stderr);
      assert.equal(value.status, 'SUCCEEDED');
      const [image] = value.images;
      assert.equal((await stat(image.path)).size, image.bytes);
    },
  },
  {
    name: 'npx darkroom start serves the API, the presets and the console until Ctrl-C',
    run: async (consumer) => {
      const started = consumer.start('npx', [...NPX, 'start', '--port', '0', '--no-samples']);
      const exited = once(started, 'exit');
      try {
        const url = await addressOf(started);
        assert.equal(((await (await fetch(`${url}/health`)).json()) as { readonly status: string }).status, 'ok');
        const { presets } = (await (await fetch(`${url}/presets`)).json()) as { readonly presets: readonly unknown[] };
        assert.ok(presets.length >= 14, `${presets.length} presets`);
        assert.match(await (await fetch(url)).text(), /console\.js/);
        const script = await fetch(`${url}/console.js`);
        assert.equal(script.headers.get('content-type'), 'text/javascript; charset=utf-8');
        assert.ok((await script.arrayBuffer()).byteLength > 20_000);
        stopGroup(started, 'SIGINT');
        await Promise.race([exited, once(AbortSignal.timeout(MAX_START_MS), 'abort')]);
        assert.equal(await answers(`${url}/health`), false, 'it still answers after Ctrl-C');
      } finally {
        stopGroup(started, 'SIGKILL');
      }
    },
  },
];
