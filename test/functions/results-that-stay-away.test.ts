/** Whatever is paid ends SUCCEEDED, PARTIAL or told as lost within a day of its task: what is missing is waited for, but not for ever. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_POOL, slotsUsed } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { parseManifest } from '#core/edit/manifest.ts';
import { AccountProblem, ResultUnavailable, Unavailable } from '#core/errors.ts';
import type { Model, ResultDownloads } from '#core/ports/model.ts';
import { createFlow, type Flow, type FlowOptions } from '#test/support/flow.ts';
import { streamOf } from '#test/support/memory-store.ts';
import { pictureOf } from '#test/support/scripted-model.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const dead = () => new ResultUnavailable({ code: 'RESULT_DOWNLOAD_FAILED', message: 'HTTP 404', hint: 'again' });

/** A flow in which pictures of these places (from 1) cannot be fetched while `isDead` says so. */
const deadUrls = (
  places: readonly number[],
  isDead: (hours: number) => boolean,
  options: FlowOptions = {},
  error = dead(),
): Flow => {
  const flow: Flow = createFlow({
    ...options,
    wrap: (port, name) => {
      if (name !== 'downloads') return port;
      const { open } = port as unknown as ResultDownloads;
      const failing: ResultDownloads['open'] = async (url, given) => {
        const place = Number(/\/(\d+)\?/.exec(url)?.[1]);
        if (places.includes(place) && isDead((flow.clock.now() - startedAt) / HOUR)) throw error;
        return open(url, given);
      };
      return { open: failing } as never;
    },
  });
  const startedAt = flow.clock.now();
  return flow;
};

const OPEN = ['QUEUED', 'SUBMITTING', 'RUNNING', 'UNRESOLVED'];

/** Starts an edit and sweeps every five minutes until it has ended for good, or for `hours`. Answers it, and when that was, in hours. */
const runWithSweeps = async (
  flow: Flow,
  n: number,
  hours = 30,
): Promise<{ readonly edit: Edit; readonly endedAfter: number }> => {
  const startedAt = flow.clock.now();
  const { editId } = await flow.claim({
    parameters: { n, promptExtend: true, watermark: false },
    budget: { day: '2026-01-01', reserved: n },
  });
  await flow.workflow.start(editId, 1);
  for (;;) {
    await flow.clock.advance(5 * MINUTE);
    await flow.clock.drive(flow.handlers.sweep({}));
    const edit = await flow.record(editId);
    const endedAfter = (flow.clock.now() - startedAt) / HOUR;
    if (!OPEN.includes(edit.state) || endedAfter >= hours) return { edit, endedAfter };
  }
};

const manifestOf = (flow: Flow, edit: Edit) => {
  const content = flow.store.content(`${edit.resultPrefix}edit.json`);
  return content === undefined ? undefined : parseManifest(new TextDecoder().decode(content));
};

describe('a paid result of which one URL is dead', () => {
  it('is SUCCEEDED when it can be fetched after all, however late', async () => {
    const flow = deadUrls([2], (hours) => hours < 20);
    const { edit, endedAfter } = await runWithSweeps(flow, 2);
    expect(edit).toMatchObject({ state: 'SUCCEEDED', imageCount: 2 });
    expect(endedAfter).toBeLessThan(23);
  });

  it('is PARTIAL with what can be read, half an hour before the service forgets it, and charged as it says', async () => {
    const flow = deadUrls([2], () => true);
    const { edit, endedAfter } = await runWithSweeps(flow, 2);
    expect(edit).toMatchObject({
      state: 'PARTIAL',
      imageCount: 2,
      costUsd: 0.06,
      problem: { code: 'RESULTS_INCOMPLETE', message: '1 of 2 images are stored: HTTP 404' },
      results: [
        { index: 1, key: `${edit.resultPrefix}1.png` },
        { index: 2, problem: { code: 'RESULT_DOWNLOAD_FAILED' } },
      ],
    });
    expect(endedAfter).toBeGreaterThanOrEqual(23.5);
    expect(endedAfter).toBeLessThan(24);
    expect(manifestOf(flow, edit)).toMatchObject({ state: 'PARTIAL', usage: { imageCount: 2 } });
    expect(await flow.ledger.budgetUse('2026-01-01')).toMatchObject({ reserved: 0, charged: 2 });
    expect(flow.publisher.events.at(-1)).toMatchObject({
      detailType: 'Image Edit Partially Succeeded',
      detail: { problem: { code: 'RESULTS_INCOMPLETE' } },
    });
    expect(flow.scripted.tasks).toHaveLength(1);
  });

  it('ends as edit.json says where a run that crashed wrote it with another reason', async () => {
    const flow = deadUrls([2], () => true);
    const { commit } = flow.ledger;
    let crashed = 0;
    flow.ledger.commit = async (before, after) => {
      if (after.state === 'PARTIAL' && crashed === 0) {
        crashed += 1;
        throw new Unavailable({ code: 'LEDGER_DOWN', message: 'crash before the record', hint: '' });
      }
      return commit(before, after);
    };
    const { edit } = await runWithSweeps(flow, 2);
    expect(crashed).toBe(1);
    const manifest = manifestOf(flow, edit);
    expect(edit).toMatchObject({ state: 'PARTIAL', results: manifest?.images });
    expect(new Date(edit.times.finishedAt ?? 0).toISOString()).toBe(manifest?.times.finishedAt);
  });
});

describe('a paid result of which nothing can be fetched', () => {
  it.each([
    ['RESULT_DOWNLOAD_FAILED', 'HTTP 404'],
    ['RESULT_EXPIRED', 'HTTP 403, with every fresh URL'],
    ['RESULT_URL_REFUSED', 'its host is not allowed'],
    ['RESULT_DAMAGED', 'it is no picture'],
  ])('is told as lost before the service forgets it, with what it charged and why: %s', async (code, message) => {
    const flow = deadUrls([1], () => true, {}, new ResultUnavailable({ code, message, hint: 'again' }));
    const { edit, endedAfter } = await runWithSweeps(flow, 1);
    expect(edit).toMatchObject({
      state: 'FAILED',
      imageCount: 1,
      costUsd: 0.03,
      budget: { settled: 1 },
      problem: {
        code: 'RESULT_LOST',
        message: `the service charged 1 image of task task-1, and none could be stored: ${message}`,
      },
    });
    expect(endedAfter).toBeLessThan(24);
    expect(flow.publisher.events.at(-1)).toMatchObject({
      detailType: 'Image Edit Failed',
      detail: { imageCount: 1, problem: { code: 'RESULT_LOST' } },
    });
    expect(manifestOf(flow, edit)).toBeUndefined();
    expect(flow.telemetry.measures.filter(({ name }) => name === 'Images').map(({ value }) => value)).toEqual([1]);
  });

  it('is told as lost when the service has forgotten the task, with the charge that it had told before', async () => {
    const flow = deadUrls([1, 2], () => true, { tellsClock: false });
    const model = flow.deps.model as { getTask: Model['getTask'] };
    const { getTask } = model;
    const startedAt = flow.clock.now();
    model.getTask = async (taskId) => (flow.clock.now() - startedAt > 2 * HOUR ? { status: 'UNKNOWN' } : getTask(taskId));
    const { edit, endedAfter } = await runWithSweeps(flow, 2);
    expect(edit).toMatchObject({ state: 'FAILED', imageCount: 2, budget: { settled: 2 }, problem: { code: 'TASK_EXPIRED' } });
    expect(endedAfter).toBeLessThan(24.2);
  });

  it('is told as lost when the account is refused for a day', async () => {
    const flow = createFlow();
    const model = flow.deps.model as { getTask: Model['getTask'] };
    const { getTask } = model;
    const startedAt = flow.clock.now();
    model.getTask = async (taskId) => {
      if (flow.clock.now() - startedAt < 30_000) return getTask(taskId);
      throw new AccountProblem({ code: 'KEY_REFUSED', message: 'the key is gone', hint: 'Set one.' });
    };
    const { edit, endedAfter } = await runWithSweeps(flow, 1);
    expect(edit).toMatchObject({
      state: 'FAILED',
      budget: { settled: 1 },
      problem: { code: 'RESULT_LOST', message: expect.stringContaining('the key is gone') },
    });
    expect(edit.imageCount).toBeUndefined();
    expect(endedAfter).toBeLessThan(25.2);
  });

  it('is not told as lost because our clock was set forward by more than a day: the service still has it', async () => {
    const storage = { open: async (): Promise<Awaited<ReturnType<ResultDownloads['open']>>> => Promise.reject(dead()) };
    const flow = createFlow({ wrap: (port, name) => (name === 'downloads' ? (storage as never) : port) });
    const { editId } = await flow.claim();
    await flow.workflow.start(editId, 1);
    await flow.clock.advance(10 * MINUTE);
    const seen = await flow.scripted.model.getTask('task-1');
    const jumpMs = 40 * HOUR;
    const startedAt = flow.clock.now();
    await flow.clock.advance(jumpMs - HOUR);
    const model = flow.deps.model as { getTask: Model['getTask'] };
    model.getTask = async () => ({ ...seen, clockOffsetMs: -jumpMs });
    for (let looks = 0; looks < 24; looks += 1) {
      await flow.clock.drive(flow.handlers.sweep({}));
      await flow.clock.advance(5 * MINUTE);
      expect(OPEN).toContain((await flow.record(editId)).state);
    }
    expect(flow.clock.now() - startedAt).toBeGreaterThan(jumpMs);
    storage.open = async () => {
      const content = pictureOf({ taskId: 'task-1' }, 1);
      return { bytes: content.length, mediaType: 'image/png', body: streamOf(content).body };
    };
    for (let looks = 0; looks < 20; looks += 1) {
      await flow.clock.drive(flow.handlers.sweep({}));
      await flow.clock.advance(5 * MINUTE);
    }
    expect((await flow.record(editId)).state).toBe('SUCCEEDED');
  });
});

describe('a task that succeeded', () => {
  it('with no results and nothing charged is FAILED at once, free, after a handful of looks', async () => {
    const flow = createFlow();
    flow.scripted.scriptEndings({ status: 'SUCCEEDED', images: [] });
    const edit = await flow.runEdit();
    expect(edit).toMatchObject({
      state: 'FAILED',
      imageCount: 0,
      budget: { settled: 0 },
      problem: { code: 'RESULT_NOT_RETURNED', message: 'the service returned 0 of 1 images' },
    });
    expect(slotsUsed(await flow.ledger.pool(DEFAULT_POOL))).toBe(0);
    expect(flow.clock.now() - (edit.times.taskEndedAt ?? 0)).toBeLessThan(5000);
  });

  it('with no results although one is charged is asked again for half an hour, and then told as lost', async () => {
    const flow = createFlow();
    flow.scripted.scriptEndings({ status: 'SUCCEEDED', images: [], imageCount: 1 });
    const { edit, endedAfter } = await runWithSweeps(flow, 1);
    expect(edit).toMatchObject({ state: 'FAILED', imageCount: 1, budget: { settled: 1 }, problem: { code: 'RESULT_LOST' } });
    expect(endedAfter).toBeGreaterThan(0.5);
    expect(endedAfter).toBeLessThan(1.5);
    expect(flow.scripted.calls.getTask).toBeLessThan(250);
  });

  it('with one of two results is PARTIAL, says so everywhere, and is charged as the service says', async () => {
    const flow = createFlow();
    flow.scripted.scriptEndings({ status: 'SUCCEEDED', images: ['picture'], imageCount: 1 });
    const edit = await flow.runEdit({ parameters: { n: 2, promptExtend: true, watermark: false } });
    const why = '1 of 2 images are stored: the service returned 1 of 2 images';
    expect(edit).toMatchObject({
      state: 'PARTIAL',
      imageCount: 1,
      budget: { reserved: 2, settled: 1 },
      problem: { message: why },
    });
    expect(manifestOf(flow, edit)?.images[1]).toMatchObject({
      index: 2,
      problem: { message: 'the service returned 1 of 2 images' },
    });
    expect(flow.publisher.events.at(-1)?.detail).toMatchObject({ state: 'PARTIAL', imageCount: 1, problem: { message: why } });
  });

  it('with 500 results for one keeps and books one', async () => {
    const flow = createFlow();
    flow.scripted.scriptEndings({ status: 'SUCCEEDED', images: Array.from({ length: 500 }, () => 'picture') });
    const edit = await flow.runEdit();
    expect(edit).toMatchObject({ state: 'SUCCEEDED', imageCount: 1, costUsd: 0.03, budget: { settled: 1 } });
    expect(flow.store.keys().filter((key) => key.startsWith(edit.resultPrefix))).toEqual([
      `${edit.resultPrefix}1.png`,
      `${edit.resultPrefix}edit.json`,
    ]);
    expect(flow.scripted.calls.download).toBe(1);
  });
});

describe('a task that does not end', () => {
  it('is given up four hours after its submit, which frees its slot, and fetched when it ends after all', async () => {
    const flow = createFlow({ taskMs: () => 6 * HOUR });
    const { edit, endedAfter } = await runWithSweeps(flow, 1, 5);
    expect(edit).toMatchObject({ state: 'UNRESOLVED', problem: { code: 'TASK_OVERDUE' } });
    expect(endedAfter).toBeGreaterThanOrEqual(5);
    expect(slotsUsed(await flow.ledger.pool(DEFAULT_POOL))).toBe(0);
    await flow.clock.advance(3 * HOUR);
    await flow.clock.drive(flow.handlers.sweep({}));
    await flow.clock.advance(MINUTE);
    expect((await flow.record(edit.editId)).state).toBe('SUCCEEDED');
  });

  it('is told as lost before the service forgets it', async () => {
    const flow = createFlow({ taskMs: () => 99 * HOUR });
    const { edit, endedAfter } = await runWithSweeps(flow, 1);
    expect(edit).toMatchObject({ state: 'FAILED', budget: { settled: 1 }, problem: { code: 'TASK_OVERDUE' } });
    expect(endedAfter).toBeLessThan(24);
  });
});
