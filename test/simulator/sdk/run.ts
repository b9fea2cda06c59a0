/** `npm run test:sdks`: the service's official SDKs for Python and Java against simulators on free ports. Exits 2 when a tool is missing. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator } from '#simulator/index.ts';
import { scenePng } from '../sample-images.ts';

const HERE = import.meta.dirname;
const VENV = join(HERE, '../../../.venv-dashscope');

interface Ran {
  readonly code: number;
  readonly output: string;
}

const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv, show: boolean): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
      if (show) process.stdout.write(chunk.toString().replace(/^\d+ passed, \d+ failed\n/m, ''));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) => resolve({ code: 127, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });

const missing = (what: string): never => {
  process.stderr.write(`The SDK checks cannot run: ${what}.\n`);
  process.exit(2);
};

const prepareTools = async (): Promise<string> => {
  if ((await run('python3', ['--version'], process.env, false)).code !== 0) missing('python3 is not installed');
  if ((await run('mvn', ['--version'], process.env, false)).code !== 0) missing('Maven (mvn) or a JDK is not installed');
  const python = join(VENV, 'bin/python');
  const ready =
    existsSync(python) && (await run(python, ['-c', 'import dashscope, aiohttp, requests'], process.env, false)).code === 0;
  if (!ready) {
    const made = await run('python3', ['-m', 'venv', VENV], process.env, true);
    if (made.code !== 0) missing('python3 has no venv module');
    const version = process.env.DASHSCOPE_VERSION ?? '2.0.2';
    const installed = await run(
      python,
      ['-m', 'pip', 'install', '-q', `dashscope==${version}`, 'requests', 'aiohttp'],
      process.env,
      true,
    );
    if (installed.code !== 0) missing('the Python package dashscope could not be installed');
  }
  return python;
};

const tally = (ran: Ran): { passed: number; failed: number } => {
  const [, passed, failed] = /(\d+) passed, (\d+) failed/.exec(ran.output) ?? [];
  if (passed === undefined || failed === undefined) {
    process.stdout.write(`${ran.output}\nA program ended with code ${ran.code} before it had run its checks.\n`);
    return { passed: 0, failed: 1 };
  }
  return { passed: Number(passed), failed: Number(failed) };
};

const python = await prepareTools();
const folder = await mkdtemp(join(tmpdir(), 'sdk-check-'));
const simulator = createSimulator({ speed: 60, duration: () => 30 });
const held = createSimulator({ limits: { runningTasks: 1 }, duration: () => 3600 });
try {
  const images = [join(folder, 'clock.png'), join(folder, 'vase.png')] as const;
  await writeFile(images[0], await scenePng(800, 600, 200));
  await writeFile(images[1], await scenePng(600, 900, 30));
  const env = {
    ...process.env,
    DASHSCOPE_API_KEY: 'sk-simulated',
    DASHSCOPE_HTTP_BASE_URL: (await simulator.listen()).baseUrl,
    HELD_BASE_URL: (await held.listen()).baseUrl,
    IMAGE_1: images[0],
    IMAGE_2: images[1],
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  };
  const inPython = tally(await run(python, [join(HERE, 'check_sdk.py')], env, true));
  const maven = ['-q', '-B', '-f', join(HERE, 'java/pom.xml'), `-DbuildFolder=${join(folder, 'target')}`, 'compile', 'exec:java'];
  const inJava = tally(await run('mvn', maven, env, true));
  const failed = inPython.failed + inJava.failed;
  process.stdout.write(`${inPython.passed + inJava.passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await Promise.all([simulator.close(), held.close()]);
  await rm(folder, { recursive: true, force: true });
}
