import { describe, expect, it } from 'vitest';
import { endLost, failureOutcome, fetchRetryDue, settleBudget } from '#core/edit/outcome.ts';
import { EDIT_STATES, isTerminal } from '#core/edit/state.ts';
import { taskProblem } from '#core/service/error-codes.ts';
import { taskCanceled, taskExpired, taskOverdue } from '#core/service/task-problems.ts';
import { changed, queuedEdit, runningEdit, submittingEdit } from '#test/support/edits.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

const problem = { code: 'X', message: 'x', hint: 'x' };
const failure = { name: 'Unavailable', problem };

describe('the end of an edit whose step gave up', () => {
  it.each(EDIT_STATES.filter(isTerminal))('leaves %s as it is', (state) => {
    expect(failureOutcome(queuedEdit({ state }), failure, 5)).toBeUndefined();
  });

  it('is free for an edit that was never sent', () => {
    expect(failureOutcome(queuedEdit(), failure, 5)).toMatchObject({
      state: 'FAILED',
      budget: { settled: 0 },
      problem,
      times: { finishedAt: 5 },
    });
    expect(failureOutcome(queuedEdit(), { ...failure, name: 'Canceled' }, 5)?.state).toBe('CANCELED');
    expect(failureOutcome(queuedEdit({ cancelRequestedAt: 1 }), failure, 5)?.state).toBe('CANCELED');
  });

  it.each([
    ['SUBMITTING', submittingEdit(), 'SUBMISSION_UNKNOWN'],
    ['RUNNING', runningEdit(), 'X'],
    ['RUNNING with an expired task', runningEdit({ problem: taskExpired('t') }), 'TASK_EXPIRED'],
  ])('keeps the budget of one that may have been paid: %s', (_what, edit, code) => {
    const outcome = failureOutcome(edit, failure, 5);
    expect(outcome).toMatchObject({ state: 'UNRESOLVED', problem: { code }, times: { finishedAt: 5 } });
    expect(outcome).not.toHaveProperty('budget');
  });

  it('names the edit whose create is in doubt, and why', () => {
    const edit = submittingEdit();
    expect(failureOutcome(edit, failure, 5)?.problem?.message).toBe(
      `whether the service accepted edit ${edit.editId} could not be found out: x`,
    );
  });

  it('is what the service said of the task', () => {
    const failed = runningEdit({ problem: taskProblem('InternalError', 'boom') });
    expect(failureOutcome(failed, failure, 5)).toMatchObject({
      state: 'FAILED',
      problem: { code: 'SERVICE_FAILED' },
      budget: { settled: 0 },
    });
    expect(failureOutcome(runningEdit({ problem: taskCanceled('t') }), failure, 5)?.state).toBe('CANCELED');
  });

  it.each([
    ['no longer known', taskExpired('t'), 24],
    ['without an end', taskOverdue('t', 'RUNNING', 0), 23.5],
  ])('of a task that is %s is open until nothing else can be said of it, and then told as lost', (_what, why, hours) => {
    const at = VIRTUAL_EPOCH + hours * 3_600_000;
    const lookedAt = (now: number) => runningEdit({ problem: why, times: { ...runningEdit().times, finishedAt: now - 600_000 } });
    expect(failureOutcome(lookedAt(at - 1), failure, at - 1)?.state).toBe('UNRESOLVED');
    expect(failureOutcome(lookedAt(at), failure, at)).toMatchObject({ state: 'FAILED', problem: why, budget: { settled: 1 } });
  });

  it('is not told as lost because our clock was set forward by a day: it is looked at again first', () => {
    const edit = runningEdit({ problem: taskExpired('t') });
    const tomorrow = VIRTUAL_EPOCH + 30 * 3_600_000;
    expect(failureOutcome(edit, failure, tomorrow)?.state).toBe('UNRESOLVED');
    const given = { ...edit.times, finishedAt: VIRTUAL_EPOCH };
    expect(failureOutcome(changed(edit, { times: given }), failure, tomorrow)?.state).toBe('UNRESOLVED');
  });

  it('books what the service said that it charged for a lost result, and all that was reserved where it never said', () => {
    const three = runningEdit({ budget: { day: 'd', reserved: 3 } });
    expect(endLost(three, problem, 5)).toEqual({
      state: 'FAILED',
      taskToken: undefined,
      problem,
      budget: { day: 'd', reserved: 3, settled: 3 },
      times: { finishedAt: 5 },
    });
    expect(endLost(changed(three, { imageCount: 2, costUsd: 0.06 }), problem, 5)).toMatchObject({ budget: { settled: 2 } });
    const { budget: _none, ...without } = three;
    expect(endLost(without as typeof three, problem, 5)).not.toHaveProperty('budget');
  });

  it('settles a budget once, and none where there is none', () => {
    expect(settleBudget({ budget: { day: 'd', reserved: 2 } }, 1)).toEqual({ budget: { day: 'd', reserved: 2, settled: 1 } });
    expect(settleBudget({ budget: { day: 'd', reserved: 2, settled: 0 } }, 1)).toEqual({});
    expect(settleBudget({}, 1)).toEqual({});
  });
});

describe('fetching a paid result once more', () => {
  const lost = (executions: number) => runningEdit({ state: 'UNRESOLVED', executions });
  const minutes = (count: number): number => VIRTUAL_EPOCH + count * 60_000;

  it('is tried at growing distances, in the last hour at every sweep, and every hour after a day', () => {
    expect(fetchRetryDue(lost(1), minutes(3))).toBe(false);
    expect(fetchRetryDue(lost(1), minutes(4))).toBe(true);
    expect(fetchRetryDue(lost(4), minutes(31))).toBe(false);
    expect(fetchRetryDue(lost(4), minutes(32))).toBe(true);
    expect(fetchRetryDue(lost(40), minutes(121))).toBe(true);
    const urgent = changed(lost(40), { times: { ...lost(40).times, updatedAt: minutes(22.9 * 60) } });
    expect(fetchRetryDue(urgent, minutes(23 * 60))).toBe(true);
    const late = changed(lost(40), { times: { ...lost(40).times, finishedAt: minutes(25 * 60) } });
    expect(fetchRetryDue(late, minutes(25 * 60 + 59))).toBe(false);
    expect(fetchRetryDue(late, minutes(26 * 60))).toBe(true);
  });

  it('counts from when it was given up, whatever was written to the record since', () => {
    const given = { ...lost(1).times, finishedAt: minutes(1), updatedAt: minutes(5) };
    expect(fetchRetryDue(changed(lost(1), { times: given }), minutes(6))).toBe(true);
  });

  it('counts the day from when the task was submitted, not from when the edit was opened', () => {
    const times = { ...lost(1).times, createdAt: minutes(-3 * 24 * 60), submittedAt: minutes(0), finishedAt: minutes(0) };
    expect(fetchRetryDue(changed(lost(1), { times }), minutes(3))).toBe(false);
  });

  it('is due when it was given up at an instant that has not come yet: our clock was set back', () => {
    expect(fetchRetryDue(lost(40), minutes(-300))).toBe(true);
  });

  it('is urgent from an hour before it is too late', () => {
    const urgentFrom = minutes(22.5 * 60);
    const just = changed(lost(1), { times: { ...lost(1).times, finishedAt: urgentFrom - 1 } });
    expect(fetchRetryDue(just, urgentFrom)).toBe(false);
    expect(fetchRetryDue(just, urgentFrom + 1)).toBe(true);
  });

  it('is only for an unresolved edit with a task', () => {
    expect(fetchRetryDue(runningEdit(), minutes(600))).toBe(false);
    const given = { ...lost(1).times, finishedAt: minutes(1) };
    expect(fetchRetryDue(runningEdit({ times: given }), minutes(600))).toBe(false);
    expect(fetchRetryDue(submittingEdit({ state: 'UNRESOLVED' }), minutes(600))).toBe(false);
  });
});
