import { describe, expect, it } from 'vitest';
import { findTask } from '#core/actions/find-task.ts';
import type { TaskReport, TaskRow } from '#core/service/task.ts';
import { createVirtualClock, VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

const submission = { attempt: 1, startedAt: VIRTUAL_EPOCH, until: VIRTUAL_EPOCH + 60_000 };
const doubt = { editId: 'mine', prompt: 'a clock', submission };

const row = (taskId: string, status = 'SUCCEEDED', second = 1): TaskRow => ({
  taskId,
  status,
  createdAt: VIRTUAL_EPOCH + second * 1000,
});
const done = (originalPrompt: string): TaskReport => ({
  status: 'SUCCEEDED',
  times: {},
  images: [],
  imageCount: 1,
  originalPrompt,
});

/** The verdict when the service lists `rows`, and what it was asked. */
const look = async (
  rows: readonly TaskRow[],
  reports: Readonly<Record<string, TaskReport>> = {},
  owners: Readonly<Record<string, string>> = {},
  understood = true,
) => {
  const asked: string[] = [];
  const windows: unknown[] = [];
  const clock = createVirtualClock({ start: VIRTUAL_EPOCH + 120_000 });
  const verdict = await findTask(
    {
      clock,
      ledger: { ownerOfTask: async (taskId) => owners[taskId] },
      model: {
        listTasks: async (window) => {
          windows.push(window);
          return { rows, understood };
        },
        getTask: async (taskId) => {
          asked.push(taskId);
          return reports[taskId] ?? { status: 'UNKNOWN' };
        },
      },
    },
    doubt,
  );
  return { verdict, asked, windows };
};

describe('looking for the task of a lost reply', () => {
  it('asks for everything that was created around the attempt, with a minute to spare on either side', async () => {
    const { windows, verdict } = await look([]);
    expect(windows).toEqual([{ from: submission.startedAt - 60_000, to: submission.until + 60_000 }]);
    expect(verdict).toEqual({ verdict: 'post-again' });
  });

  it('adopts the one that nobody owns and that gives our prompt back', async () => {
    const { verdict } = await look([row('theirs'), row('ours')], { theirs: done('a hat'), ours: done('a clock') });
    expect(verdict).toEqual({ verdict: 'adopt', taskId: 'ours' });
  });

  it('takes the absence of a task from no list that was not understood', async () => {
    const { verdict } = await look([], {}, {}, false);
    expect(verdict).toEqual({ verdict: 'wait', why: 'ambiguous' });
  });

  it('does not even look at tasks that other edits own', async () => {
    const { verdict, asked } = await look([row('owned')], { owned: done('a clock') }, { owned: 'another' });
    expect(asked).toEqual([]);
    expect(verdict).toEqual({ verdict: 'post-again' });
  });

  it('finds a task that is its own already', async () => {
    const { verdict } = await look([row('mine')], { mine: done('a clock') }, { mine: 'mine' });
    expect(verdict).toEqual({ verdict: 'adopt', taskId: 'mine' });
  });

  it.each(['PENDING', 'RUNNING'])('waits for one that has not ended (%s), without asking for it', async (status) => {
    const { verdict, asked } = await look([row('open', status)]);
    expect(asked).toEqual([]);
    expect(verdict).toEqual({ verdict: 'wait', why: 'unfinished' });
  });

  it('looks closely at forty at most, those of the attempt itself first, and decides nothing over the rest', async () => {
    const far = Array.from({ length: 50 }, (_, index) => row(`far-${index}`, 'SUCCEEDED', 110));
    const reports = Object.fromEntries(far.map(({ taskId }) => [taskId, done('a hat')]));
    const without = await look([...far, row('near')], { ...reports, near: done('a hat') });
    expect(without.asked).toHaveLength(40);
    expect(without.asked[0]).toBe('near');
    expect(without.verdict).toEqual({ verdict: 'wait', why: 'unfinished' });
    const found = await look([...far, row('near')], { ...reports, near: done('a clock') });
    expect(found.verdict).toEqual({ verdict: 'adopt', taskId: 'near' });
  });
});
