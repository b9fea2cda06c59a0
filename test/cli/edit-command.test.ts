import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '#cli/command.ts';
import { editCommand } from '#cli/commands/edit.ts';
import { readEditOptions } from '#cli/commands/edit-options.ts';
import { runCommand } from '#cli/run-command.ts';
import { sha256Of } from '#core/ids.ts';
import type { Runtime } from '#local/runtime.ts';
import { newHome, PROJECT, startRuntime } from '#test/e2e/home.ts';

let home: Awaited<ReturnType<typeof newHome>>;
let runtime: Runtime;
let cwd: string;
beforeAll(async () => {
  home = await newHome();
  runtime = await startRuntime(home.path, { watch: false });
  cwd = join(home.path, '..', 'work');
  await mkdir(cwd);
  await copyFile(join(PROJECT, 'samples', 'clock.png'), join(cwd, 'a clock.png'));
  await copyFile(join(PROJECT, 'samples', 'vase-on-a-table.jpg'), join(cwd, 'vase.jpg'));
  await writeFile(join(cwd, 'fake.png'), 'not a picture at all, only words');
});
afterAll(async () => {
  await runtime.stop();
  await home.remove();
});

const run = async (args: readonly string[], change: Partial<CommandIo> = {}) => {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runCommand(editCommand, args, {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    interactive: false,
    env: { DARKROOM_HOME: home.path },
    cwd,
    now: () => Date.now(),
    signal: new AbortController().signal,
    ...change,
  });
  return { code, out: out.join(''), err: err.join('') };
};

describe('edit --json', () => {
  it('prints one object whose pictures exist and differ, and copies them where asked', async () => {
    const { code, out, err } = await run([
      'a clock.png',
      'vase.jpg',
      '--prompt',
      'Put image 1 on image 2',
      '--n',
      '2',
      '--json',
      '--out',
      'edited',
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = JSON.parse(out);
    expect(Object.keys(report)).toEqual(['id', 'status', 'taskId', 'prompt', 'actualPrompt', 'images', 'usage', 'times']);
    expect(report).toMatchObject({ status: 'SUCCEEDED', prompt: 'Put image 1 on image 2', usage: { imageCount: 2 } });
    const [first, second] = report.images;
    expect(first.path).toBe(join(cwd, 'edited', 'a clock-1.png'));
    for (const image of [first, second]) {
      const content = await readFile(image.path);
      expect(sha256Of(content)).toBe(image.sha256);
      expect(content.length).toBe(image.bytes);
    }
    expect(first.sha256).not.toBe(second.sha256);
  });
  it('prints one object for a refusal too', async () => {
    const { code, out } = await run(['fake.png', '--prompt', 'x', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      error: { code: expect.any(String), message: expect.any(String), hint: expect.any(String) },
    });
  });
});

describe('edit', () => {
  it('prints paths, and draws a progress line for a person', async () => {
    const { code, out, err } = await run(['vase.jpg', '--preset', 'restyle', '--value', 'style=an ink drawing'], {
      interactive: true,
    });
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('The service is working on it');
    expect(err.endsWith('\r\u001b[2K')).toBe(true);
  });
  it.each([
    [['fake.png', '--prompt', 'x'], /fake\.png is a text/],
    [['missing.png', '--prompt', 'x'], /missing\.png cannot be read/],
    [['vase.jpg'], /what to do/],
    [['--prompt', 'x'], /1 to 3 pictures/],
    [['a', 'b', 'c', 'd', '--prompt', 'x'], /1 to 3 pictures/],
    [['vase.jpg', '--prompt', 'x', '--n', 'two'], /--n takes a whole number/],
    [['vase.jpg', '--prompt', 'x', '--n', '5'], /at most 4/],
    [['vase.jpg', '--prompt', 'x', '--size', '10*10'], /10\*10/],
    [['vase.jpg', '--prompt', 'x', '--colour'], /--colour/],
    [['vase.jpg', '--preset', 'restyel'], /restyle/],
  ])('refuses %j with exit status 2 and the reason, and spends nothing', async (args, reason) => {
    const creates = runtime.service.simulator?.requests.creates;
    const { code, out, err } = await run(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(reason);
    expect(runtime.service.simulator?.requests.creates).toBe(creates);
  });
  it('says why an edit failed, with exit status 1', async () => {
    const { code, err } = await run(['vase.jpg', '--prompt', 'x [simulate DataInspectionFailed]']);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/\n.+\n/) });
  });
  it('stops waiting when told to, and says that the edit goes on', async () => {
    const stopped = AbortSignal.abort(new Error('interrupted'));
    const { code, err } = await run(['vase.jpg', '--prompt', 'x'], { signal: stopped });
    expect(code).toBe(130);
    expect(err).toContain('goes on');
  });
  it('teaches by example', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('npm run edit -- clock.png table.png --prompt');
  });
});

describe('the words after edit', () => {
  it('become the request', () => {
    const words = ['a.png', 'https://x.example/b.png', '--prompt', 'do', '--n', '2', '--size', '1280*720', '--seed', '0'];
    expect(readEditOptions([...words, '--negative-prompt', 'fog', '--watermark', '--no-prompt-extend'])).toEqual({
      pictures: ['a.png', 'https://x.example/b.png'],
      request: { prompt: 'do', n: 2, size: '1280*720', seed: 0, negativePrompt: 'fog', watermark: true, promptExtend: false },
      json: false,
    });
  });
});
