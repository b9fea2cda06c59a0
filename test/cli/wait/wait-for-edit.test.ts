import { describe, expect, it } from 'vitest';
import type { Wait } from '#cli/wait/describe-wait.ts';
import { LONGEST_WAIT_MS, SILENCE_MS, waitForEdit } from '#cli/wait/wait-for-edit.ts';
import { createWaitReporter } from '#cli/wait/wait-reporter.ts';
import { ApiError } from '#client/api-error.ts';
import type { Client } from '#client/client.ts';
import type { EditView } from '#client/types.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const HOUR = 3_600_000;
const ID = '3f2a91c0d4'.repeat(4);
const AT = '2026-01-01T00:00:00.000Z';
const view = (change: object = {}): EditView =>
  ({
    id: ID,
    status: 'QUEUED',
    statusText: 'Waiting',
    ended: false,
    times: { createdAt: AT, updatedAt: AT },
    ...change,
  }) as EditView;
const noAnswer = new ApiError(0, { code: 'NO_ANSWER', message: 'no answer from http://here', hint: 'Check.' });

/** A Darkroom whose answers `look` decides, by the virtual ms since the beginning; a held answer takes its time. */
const setUp = (look: (at: number) => EditView | Error, { paused = () => false }: { readonly paused?: () => boolean } = {}) => {
  const clock = createVirtualClock();
  const start = clock.now();
  const get = async (_id: string, options: { readonly waitSeconds?: number } = {}): Promise<EditView> => {
    await clock.sleep((options.waitSeconds ?? 0) * 1000);
    const seen = look(clock.now() - start);
    if (seen instanceof Error) throw seen;
    return seen;
  };
  const client = { edits: { get }, controls: { get: async () => ({ paused: paused() }) } } as unknown as Client;
  const time = { elapsed: clock.now, now: clock.now, sleep: clock.sleep };
  const waits: Wait[] = [];
  const wait = (known?: EditView): Promise<EditView> =>
    clock.drive(
      waitForEdit(client, ID, {
        signal: new AbortController().signal,
        time,
        onWait: (_edit, each) => void waits.push(each),
        ...(known === undefined ? {} : { known }),
      }),
    );
  return { clock, wait, waits, waited: () => clock.now() - start };
};

describe('waiting for an edit', () => {
  it('ends when the edit has ended, told of every wait on the way', async () => {
    const states = ['QUEUED', 'RUNNING', 'SUCCEEDED'];
    const { wait, waits } = setUp((at) => view({ status: states[Math.min(2, Math.floor(at / 20_000))], ended: at >= 40_000 }));
    expect((await wait()).status).toBe('SUCCEEDED');
    expect(waits.map((each) => each.for)).toEqual(['slot', 'model']);
  });

  it('ends at once at an edit whose outcome is unknown: nothing more comes by itself', async () => {
    const { wait, waited } = setUp(() => view({ status: 'UNRESOLVED', ended: true }));
    expect((await wait()).status).toBe('UNRESOLVED');
    expect(waited()).toBe(0);
  });

  it('bridges a restart of Darkroom', async () => {
    const { wait, waits } = setUp((at) => (at > 20_000 && at < 80_000 ? noAnswer : view({ ended: at >= 80_000 })));
    expect((await wait()).ended).toBe(true);
    expect(waits.some((each) => each.for === 'answer')).toBe(true);
  });

  it.each([
    ['gone', noAnswer],
    ['in trouble', new ApiError(503, { code: 'LEDGER_UNAVAILABLE', message: 'the disk is full', hint: 'Make room.' })],
  ])('stops when Darkroom stays %s, and says how to go on', async (_what, error) => {
    const { wait, waited } = setUp(() => error);
    const hint = expect.stringMatching(/goes on.*watch 3f2a91c0d4/);
    await expect(wait(view())).rejects.toMatchObject({ name: 'WaitEnded', problem: { code: error.code, hint } });
    expect(waited()).toBeGreaterThanOrEqual(SILENCE_MS);
    expect(waited()).toBeLessThan(2 * SILENCE_MS);
  });

  it('does not wait for an edit that was never seen, nor past an error that stays', async () => {
    await expect(setUp(() => noAnswer).wait()).rejects.toBe(noAnswer);
    const notFound = new ApiError(404, { code: 'EDIT_NOT_FOUND', message: 'none', hint: 'Look.' });
    await expect(setUp(() => notFound).wait(view())).rejects.toBe(notFound);
  });

  it('says that submissions are paused, and goes on when they are resumed', async () => {
    let isPaused = true;
    const { wait, waits } = setUp(
      (at) => {
        isPaused = at < HOUR;
        return view({ ended: at > HOUR + 60_000, status: at > HOUR + 60_000 ? 'SUCCEEDED' : 'QUEUED' });
      },
      { paused: () => isPaused },
    );
    expect((await wait()).status).toBe('SUCCEEDED');
    expect(waits[0]?.for).toBe('resume');
    expect(waits.at(-1)?.for).toBe('slot');
  });

  it('has an end: a day, since the service keeps a result no longer', async () => {
    const { wait, waited } = setUp(() => view({ status: 'RUNNING' }));
    await expect(wait()).rejects.toMatchObject({ problem: { code: 'WAITED_TOO_LONG', hint: expect.stringContaining('show') } });
    expect(waited()).toBeLessThan(LONGEST_WAIT_MS + 60_000);
  });
});

describe('the lines of a wait', () => {
  const slot: Wait = { for: 'slot', since: AT, text: 'waiting for a free slot', next: 'its task is created' };
  const reported = (change: { readonly interactive?: boolean; readonly json?: boolean; readonly name?: string }) => {
    const clock = createVirtualClock({ start: Date.parse(AT) });
    const lines: string[] = [];
    const { interactive = false, json = false, name } = change;
    const report = createWaitReporter(
      { interactive },
      { json, name, say: (text) => void lines.push(text), time: { elapsed: clock.now, now: clock.now } },
    );
    return { lines, tell: (wait: Wait) => report(view(), wait), pass: (ms: number) => clock.advance(ms) };
  };

  it('are not written for what is quick, then once a minute, in plain words', async () => {
    const { lines, tell, pass } = reported({ name: 'a.png' });
    tell(slot);
    expect(lines).toEqual([]);
    for (let at = 20; at <= 180; at += 20) {
      await pass(20_000);
      tell(slot);
    }
    expect(lines).toEqual(
      ['20 s', '80 s', '2 min'].map((since) => `a.png: waiting for a free slot (since ${since}); next: its task is created\n`),
    );
    tell({ ...slot, for: 'model' });
    expect(lines).toHaveLength(3);
  });
  it('are JSON objects when JSON is wanted, on a terminal too', async () => {
    const { lines, tell, pass } = reported({ json: true, interactive: true });
    tell(slot);
    await pass(20_000);
    tell(slot);
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ event: 'waiting', id: ID, ...slot }]);
  });
  it('leave a terminal to its progress line, but for what a person has to know at once', () => {
    const { lines, tell } = reported({ interactive: true });
    tell(slot);
    tell({ ...slot, for: 'resume', text: 'submissions are paused' });
    tell({ ...slot, for: 'answer', text: 'Darkroom does not answer' });
    expect(lines).toHaveLength(2);
  });
});
