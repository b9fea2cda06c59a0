import { describe, expect, it } from 'vitest';
import { isFetchOver, isForgotten, isOverdue, sinceTaskEnd, taskAge } from '#core/edit/task-age.ts';
import { runningEdit } from '#test/support/edits.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

const HOUR = 3_600_000;
const edit = (times: Partial<ReturnType<typeof runningEdit>['times']> = {}) =>
  runningEdit({ times: { createdAt: VIRTUAL_EPOCH, updatedAt: VIRTUAL_EPOCH, submittedAt: VIRTUAL_EPOCH + HOUR, ...times } });

describe('the age of a task', () => {
  it("is by the service's own clock where an answer told it, whatever ours says", () => {
    const task = edit({ taskSubmittedAt: 1_000_000 });
    expect(taskAge(task, VIRTUAL_EPOCH, 1_000_000 + 5 * HOUR - VIRTUAL_EPOCH)).toEqual({ ms: 5 * HOUR, sure: true });
  });

  it('is never more than since its create by that clock, though the instants of tasks are of another clock or zone', () => {
    const submission = { attempt: 1, startedAt: VIRTUAL_EPOCH, until: VIRTUAL_EPOCH + 1000, clockOffsetMs: 2 * HOUR };
    const utc = { ...edit({ taskSubmittedAt: VIRTUAL_EPOCH - 6 * HOUR }), submission };
    expect(taskAge(utc, VIRTUAL_EPOCH + HOUR, 2 * HOUR)).toEqual({ ms: HOUR, sure: true });
    const { clockOffsetMs: _unknown, ...unread } = submission;
    expect(taskAge({ ...utc, submission: unread }, VIRTUAL_EPOCH + HOUR, 2 * HOUR)).toEqual({ ms: 9 * HOUR, sure: true });
    const later = { ...edit({ taskSubmittedAt: VIRTUAL_EPOCH + 2 * HOUR + 500 }), submission };
    expect(taskAge(later, VIRTUAL_EPOCH + HOUR, 2 * HOUR)).toEqual({ ms: HOUR - 500, sure: true });
  });

  it('is by ours otherwise, from the submit on, and sure only when the edit was given up by it not long ago', () => {
    const now = VIRTUAL_EPOCH + 25 * HOUR;
    expect(taskAge(edit(), now)).toEqual({ ms: 24 * HOUR, sure: false });
    expect(taskAge(edit(), now, 0)).toEqual({ ms: 24 * HOUR, sure: false });
    expect(taskAge(edit({ taskSubmittedAt: VIRTUAL_EPOCH }), now)).toEqual({ ms: 24 * HOUR, sure: false });
    expect(taskAge(edit({ finishedAt: now - 3 * HOUR }), now)).toEqual({ ms: 24 * HOUR, sure: true });
    expect(taskAge(edit({ finishedAt: now - 3 * HOUR - 1 }), now).sure).toBe(false);
    expect(taskAge(edit({ finishedAt: now + 1 }), now).sure).toBe(false);
  });

  it('ends the fetching half an hour before the service forgets the task, and a task that has not ended after four hours', () => {
    const [sure, unsure] = [(ms: number) => ({ ms, sure: true }), (ms: number) => ({ ms, sure: false })];
    expect([isFetchOver(sure(23.5 * HOUR - 1)), isFetchOver(sure(23.5 * HOUR)), isFetchOver(unsure(99 * HOUR))]).toEqual([
      false,
      true,
      false,
    ]);
    expect([isForgotten(sure(24 * HOUR - 1)), isForgotten(sure(24 * HOUR)), isForgotten(unsure(99 * HOUR))]).toEqual([
      false,
      true,
      false,
    ]);
    expect([
      isOverdue(sure(4 * HOUR - 1)),
      isOverdue(sure(4 * HOUR)),
      isOverdue(unsure(24 * HOUR - 1)),
      isOverdue(unsure(24 * HOUR)),
    ]).toEqual([false, true, false, true]);
  });
});

describe('the time since a task ended', () => {
  it("is by the service's clock where that is known, and since we noticed otherwise", () => {
    const times = { createdAt: 0, updatedAt: 0, taskEndedAt: 1000, detectedAt: 60_000 };
    expect(sinceTaskEnd(times, 100_000, -50_000)).toBe(49_000);
    expect(sinceTaskEnd(times, 100_000)).toBe(40_000);
    expect(sinceTaskEnd({ createdAt: 0, updatedAt: 0 }, 100_000)).toBe(0);
  });
});
