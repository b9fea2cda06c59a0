import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT } from '#test/e2e/home.ts';
import { type Session, startSession } from '../session.ts';

let session: Session;
const creates = (): number => session.runtime.modelStudio.simulator?.requests.creates ?? 0;
beforeAll(async () => {
  session = await startSession();
  const folder = join(session.home, 'inputs', 'holiday');
  await mkdir(join(folder, 'beach'), { recursive: true });
  await copyFile(join(PROJECT, 'samples', 'clock.png'), join(folder, 'clock.png'));
  await copyFile(join(PROJECT, 'samples', 'vase-on-a-table.jpg'), join(folder, 'beach', 'vase.jpg'));
  await writeFile(join(folder, 'notes.txt'), 'not an image');
});
afterAll(() => session.end());

const ARGS = ['batch', 'inputs/holiday/', '--preset', 'lighting'];

describe('batch', () => {
  it('first says what it would do and cost, and does nothing', async () => {
    const { code, out } = await session.run(ARGS);
    expect(code).toBe(0);
    expect(out).toContain('2 images below inputs/holiday/; 1 other files are left alone');
    expect(out).toContain('2 to edit, 1 result each, unless the preset makes more: at most $0.06');
    expect(out).toContain('Nothing was started. To go on, add --yes.');
    expect((await session.run([...ARGS, '--yes', '--dry-run'])).out).toBe(out);
    expect(creates()).toBe(0);
  });
  it('ends at the budget, goes on when there is one again, and pays for nothing twice', async () => {
    const controls = (imagesPerDay: number) =>
      fetch(`${session.runtime.url}/controls`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ paused: false, imagesPerDay }),
      });
    await controls(1);
    const first = await session.run([...ARGS, '--yes', '--concurrency', '1']);
    expect(first).toMatchObject({ code: 1, out: expect.stringContaining("today's budget is used up") });
    expect(first.out).toContain('1 of 2 done, 0 failed, 1 left; 1 results for $0.03 now');
    expect(creates()).toBe(1);

    await controls(100);
    expect((await session.run(ARGS)).out).toContain('1 were edited by an earlier run');
    const second = await session.run([...ARGS, '--yes', '--report', 'report.json'], { interactive: true });
    expect(second.out).toContain('2 of 2 done (1 by an earlier run), 0 failed, 0 left; 1 results for $0.03 now');
    expect({ code: second.code, creates: creates() }).toEqual({ code: 0, creates: 2 });
    const report = JSON.parse(await readFile(join(session.cwd, 'report.json'), 'utf8'));
    expect(report.outcomes.map(({ key }: { key: string }) => key)).toEqual([
      'inputs/holiday/beach/vase.jpg',
      'inputs/holiday/clock.png',
    ]);
    for (const { results } of report.outcomes) await readFile(join(session.home, ...results[0].split('/')));

    expect((await session.run(ARGS)).out).toContain('There is nothing to do.');
    expect((await session.run([...ARGS, '--yes'])).code).toBe(0);
    expect(creates()).toBe(2);
  });
  it('ends when more fail than is tolerated, names them, and tries them again only when told to', async () => {
    const failing = ['batch', 'inputs/holiday/', '--prompt', 'x [simulate DataInspectionFailed]', '--yes'];
    const { code, out } = await session.run([...failing, '--concurrency', '1', '--tolerate', '0']);
    expect(code).toBe(1);
    expect(out).toMatch(/inputs\/holiday\/beach\/vase\.jpg +FAILED +\S/);
    expect(out).toContain('0 of 2 done, 1 failed, 1 left');
    expect(out).toContain('too many have failed');
    const before = creates();
    const again = JSON.parse((await session.run([...failing, '--tolerate', '100', '--json'])).out);
    expect(again).toMatchObject({ end: 'complete', failed: 2, doneBefore: 1, imagesNow: 0 });
    expect(creates()).toBe(before + 1);
    await session.run([...failing, '--tolerate', '100', '--retry-failed']);
    expect(creates()).toBe(before + 3);
  });
  it.each([
    [['holiday/', '--preset', 'lighting'], /^PREFIX must begin with uploads\/ or inputs\//],
    [['inputs/', '--preset', 'lighting', '--tolerate', '101'], /--tolerate takes 0 to 100/],
    [['inputs/', '--preset', 'lighting', '--concurrency', '0'], /--concurrency takes 1 to 50/],
    [['inputs/'], /what to do/],
    [['inputs/', '--prompt', 'x', '--n', '9'], /^--n must be at most 4/],
    [[], /needs one prefix/],
  ])('rejects %j', async (words, reason) => {
    expect(await session.run(['batch', ...words])).toMatchObject({ code: 2, err: expect.stringMatching(reason) });
  });
});
