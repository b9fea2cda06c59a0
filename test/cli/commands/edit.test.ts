import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '#cli/command.ts';
import { STATUS_TEXTS } from '#core/api/edit-view.ts';
import { sha256Of } from '#core/ids.ts';
import { PROJECT } from '#test/e2e/home.ts';
import { type Session, startSession } from '../session.ts';

let session: Session;
beforeAll(async () => {
  session = await startSession();
  await writeFile(join(session.cwd, 'fake.png'), 'not an image at all, only words');
});
afterAll(() => session.end());

const run = (args: readonly string[], change?: Partial<CommandIo>) => session.run(['edit', ...args], change);

describe('edit --json', () => {
  it('prints one object whose images exist and differ, and copies them where asked', async () => {
    const args = ['a clock.png', 'vase.jpg', '--prompt', 'Put image 1 on image 2', '--n', '2', '--json', '--out', 'edited'];
    const { code, out, err } = await run(args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = JSON.parse(out);
    expect(Object.keys(report)).toEqual(['id', 'status', 'taskId', 'prompt', 'actualPrompt', 'images', 'usage', 'times']);
    expect(report).toMatchObject({ status: 'SUCCEEDED', prompt: 'Put image 1 on image 2', usage: { imageCount: 2 } });
    const [first, second] = report.images;
    expect(first.path).toBe(join(session.cwd, 'edited', 'a clock-1.png'));
    for (const image of [first, second]) {
      const content = await readFile(image.path);
      expect(sha256Of(content)).toBe(image.sha256);
      expect(content.length).toBe(image.bytes);
    }
    expect(first.sha256).not.toBe(second.sha256);
  });
  it('prints one object for a rejected request too', async () => {
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
    // Which states the line shows depends on how quick the edit is; that it shows one does not.
    expect(Object.values(STATUS_TEXTS).some((text) => err.includes(text))).toBe(true);
    expect(err.endsWith('\r\u001b[2K')).toBe(true);
  });
  it.each([
    [['fake.png', '--prompt', 'x'], /fake\.png is a text/],
    [['missing.png', '--prompt', 'x'], /missing\.png cannot be read/],
    [['vase.jpg'], /what to do/],
    [['--prompt', 'x'], /1 to 3 images/],
    [['a', 'b', 'c', 'd', '--prompt', 'x'], /1 to 3 images/],
    [['vase.jpg', '--prompt', 'x', '--n', 'two'], /--n takes a whole number/],
    [['vase.jpg', '--prompt', 'x', '--n', '5'], /^--n must be at most 4/],
    [['vase.jpg', '--prompt', 'x', '--size', '100x100'], /^--size 100x100 has 10000 pixels; it must have 589824/],
    [['*.gif', '--prompt', 'x'], /no file matches \*\.gif/],
    [['vase.jpg', '--prompt', 'x', '--concurrency', '2'], /--concurrency goes with --each/],
    [['--each', 'vase.jpg', '--prompt', 'x', '--concurrency', '0'], /1 to 50/],
    [['vase.jpg', '--preset', 'restyle', '--value', 'style'], /--value takes NAME=TEXT/],
    [['vase.jpg', '--preset', 'restyle', '--value', 'Style=x'], /^--value Style/],
    [['vase.jpg', '--prompt', 'x', '--colour'], /no flag --colour/],
    [['vase.jpg', '--preset', 'restyel'], /restyle/],
  ])('rejects %j with exit status 2 and the reason, and spends nothing', async (args, reason) => {
    const creates = session.runtime.modelStudio.simulator?.requests.creates;
    const { code, out, err } = await run(args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(reason);
    expect(session.runtime.modelStudio.simulator?.requests.creates).toBe(creates);
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
  it('starts an edit without waiting, and prints the id', async () => {
    const { code, out } = await run(['vase.jpg', '--prompt', 'x', '--no-wait']);
    expect(code).toBe(0);
    expect(out).toMatch(/^[0-9a-f]{40}\n$/);
    expect((await session.run(['watch', out.trim()])).code).toBe(0);
  });
  it('teaches by example', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('npm run edit -- clock.png table.png --prompt');
  });
});

describe('edit --each', () => {
  it('edits every image of a pattern by itself, a few at once, and names the copies after them', async () => {
    const shots = join(session.cwd, 'shots');
    await mkdir(shots);
    for (const name of ['1.png', '2.png', '10.png']) await copyFile(join(PROJECT, 'samples', 'clock.png'), join(shots, name));
    const { code, out, err } = await run(
      ['--each', 'shots/*.png', '--preset', 'lighting', '--out', 'lit', '--concurrency', '2'],
      { interactive: true },
    );
    expect(code).toBe(0);
    expect(out.trim().split('\n').sort()).toEqual(
      ['1-1.png', '10-1.png', '2-1.png'].map((name) => join(session.cwd, 'lit', name)),
    );
    expect(await readdir(join(session.cwd, 'lit'))).toHaveLength(3);
    expect(err).toContain('of 3 done');
  });
  it('goes on with the others when one fails, and says which', async () => {
    const prompt = 'x [simulate DataInspectionFailed]';
    const { code, out, err } = await run(['--each', 'vase.jpg', 'a clock.png', '--prompt', prompt, '--json']);
    expect(code).toBe(1);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).status),
    ).toEqual(['FAILED', 'FAILED']);
    expect(err).toContain('vase.jpg: Failed');
  });
  it('rejects more than three images without --each, and names it', async () => {
    const { code, err } = await run(['vase.jpg', 'vase.jpg', 'vase.jpg', 'vase.jpg', '--prompt', 'x']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('add --each') });
  });
});
