/** A create whose outcome is unknown: looked for, adopted, sent again only with proof that there is no task, and never on an empty list. */
import { describe, expect, it } from 'vitest';
import { CLOCK_SKEW_MS, CREATE_LOCK_MS } from '#core/admission/submission-window.ts';
import { TASK_RETENTION_MS } from '#core/service/limits.ts';
import { idOf } from '#test/support/edits.ts';
import type { FlowOptions } from '#test/support/flow.ts';
import { broken, lostReply } from '#test/support/scripted-model.ts';
import { createSubmitFlow } from './submit-flow.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** An edit whose create was lost: before the service made a task, or after it. */
const inDoubt = async (made: 'made' | 'not-made', options: FlowOptions = {}) => {
  const used = await createSubmitFlow(options);
  used.flow.scripted.scriptCreates(made === 'made' ? 'accept-and-lose-reply' : lostReply());
  expect(await used.thrown()).toBe('NO_REPLY');
  return used;
};

/** Submits again every minute, as the workflow repeats the step, until something else than doubt comes out. */
const lookUntil = async ({ flow, thrown }: Awaited<ReturnType<typeof inDoubt>>, most = 30): Promise<string> => {
  for (let looks = 0; looks < most; looks += 1) {
    await flow.clock.advance(MINUTE);
    const code = await thrown();
    if (code !== 'SUBMISSION_IN_DOUBT') return code;
  }
  return 'SUBMISSION_IN_DOUBT';
};

describe('a create whose outcome is unknown', () => {
  it.each([
    ['a lost reply', lostReply(), 'NO_REPLY'],
    ['an error that promises nothing', new Error('socket hang up'), 'SUBMISSION_UNKNOWN'],
  ])('leaves the edit SUBMITTING after %s, and is not sent again', async (_what, error, code) => {
    const { flow, thrown, record } = await createSubmitFlow();
    flow.scripted.scriptCreates(error);
    expect(await thrown()).toBe(code);
    expect((await record()).state).toBe('SUBMITTING');
    expect(await thrown()).toBe('SUBMISSION_IN_DOUBT');
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('is given up when it does not answer within its window, and stays in doubt', async () => {
    const { flow, thrown, record } = await createSubmitFlow({ createMs: 50_000 });
    expect(await thrown()).toBe('SUBMISSION_UNKNOWN');
    expect((await record()).state).toBe('SUBMITTING');
    expect(flow.scripted.tasks).toEqual([]);
  });
});

describe('a task whose creation was not heard of', () => {
  it('is adopted once the service gives its prompt back', async () => {
    const { flow, thrown, submit, record } = await createSubmitFlow();
    flow.scripted.scriptCreates('accept-and-lose-reply');
    flow.scripted.addForeignTask('somebody else’s');
    await thrown();
    expect(await thrown()).toBe('SUBMISSION_IN_DOUBT');
    await flow.clock.advance(70_000);
    await submit();
    expect(await record()).toMatchObject({ state: 'RUNNING', taskId: 'task-2' });
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it.each([
    ['two minutes ahead', 124_000],
    ['two minutes behind', -124_000],
    ['hours behind', -5 * HOUR],
  ])('is adopted where the service’s clock is %s', async (_how, skewMs) => {
    const used = await inDoubt('made', { skewMs });
    expect(await lookUntil(used)).toBe('nothing');
    expect(await used.record()).toMatchObject({ state: 'RUNNING', taskId: 'task-1' });
    expect(used.flow.scripted.calls.createTask).toBe(1);
  });

  it.each([
    ['minutes ahead and was set right just after it was sent', -2 * MINUTE, 30],
    ['hours ahead and is set right: the service’s was read before', -8 * HOUR, 2000],
  ])('is adopted where our clock was %s', async (_how, setMs, looks) => {
    const used = await inDoubt('made');
    used.flow.clock.set(setMs);
    expect(await lookUntil(used, looks)).toBe('nothing');
    expect(await used.record()).toMatchObject({ state: 'RUNNING', taskId: 'task-1' });
    expect(used.flow.scripted.calls.createTask).toBe(1);
  });

  it('is adopted where our clock jumped hours ahead since the service’s was read last, and back again', async () => {
    const used = await createSubmitFlow();
    const { flow, submit, thrown, record } = used;
    const later = idOf('later');
    await submit();
    await flow.admit({ editId: later, prompt: 'Remove the clock again' });
    flow.clock.set(8 * HOUR);
    flow.scripted.scriptCreates('accept-and-lose-reply');
    expect(await thrown(later)).toBe('NO_REPLY');
    flow.clock.set(-8 * HOUR);
    expect(await lookUntil({ ...used, thrown: () => thrown(later) }, 2000)).toBe('nothing');
    expect(await record(later)).toMatchObject({ state: 'RUNNING', taskId: 'task-2' });
    expect(flow.scripted.calls.createTask).toBe(2);
  });

  it('that does not exist is proven so on an idle account where our clock was behind and is set right: a probe that came too early is followed by another', async () => {
    const used = await createSubmitFlow({ skewMs: 124_000 });
    const { flow, thrown, record } = used;
    const later = idOf('later');
    flow.scripted.scriptCreates(lostReply());
    await flow.admit({ editId: later, prompt: 'Remove the clock again' });
    expect(await thrown(later)).toBe('NO_REPLY');
    flow.clock.set(124_000);
    expect(await lookUntil({ ...used, thrown: () => thrown(later) }, 40)).toBe('nothing');
    expect(await record(later)).toMatchObject({ state: 'RUNNING', submission: { attempt: 2 } });
    expect(flow.scripted.probes.length).toBe(2);
  });

  it('is adopted where the list shows it only after ten minutes: until then, the list proves nothing', async () => {
    const used = await inDoubt('made', { listDelayMs: 10 * MINUTE });
    expect(await lookUntil(used)).toBe('nothing');
    expect(await used.record()).toMatchObject({ state: 'RUNNING', taskId: 'task-1' });
    expect(used.flow.scripted.calls.createTask).toBe(1);
  });

  it('is left to a person where another task has the same prompt', async () => {
    const { flow, thrown, record } = await createSubmitFlow();
    flow.scripted.scriptCreates('accept-and-lose-reply');
    flow.scripted.addForeignTask((await record()).prompt);
    await thrown();
    await flow.clock.advance(10 * MINUTE);
    expect(await thrown()).toBe('SUBMISSION_UNKNOWN');
    expect(await record()).toMatchObject({ state: 'UNRESOLVED', problem: { code: 'SUBMISSION_AMBIGUOUS' } });
    expect(flow.scripted.calls.createTask).toBe(1);
  });
});

describe('a create that made no task', () => {
  it('is not sent again on an empty list, however often it is read', async () => {
    const used = await inDoubt('not-made', { listDelayMs: Number.POSITIVE_INFINITY });
    expect(await lookUntil(used, 60)).toBe('SUBMISSION_IN_DOUBT');
    expect(used.flow.scripted.calls.createTask).toBe(1);
    expect((await used.record()).state).toBe('SUBMITTING');
  });

  it('is not sent again while the list cannot be read', async () => {
    const { flow, thrown } = await inDoubt('not-made');
    await flow.clock.advance(10 * MINUTE);
    flow.scripted.scriptErrors('listTasks', broken());
    expect(await thrown()).toBe('TASK_LIST_UNREADABLE');
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('is sent again once the list shows a task of ours that was created after its window', async () => {
    const { flow, thrown, submit, record } = await inDoubt('not-made');
    const other = idOf('other');
    await flow.admit({ editId: other });
    await flow.clock.advance(CREATE_LOCK_MS + CLOCK_SKEW_MS);
    expect(await thrown()).toBe('SUBMISSION_IN_DOUBT');
    await submit(other);
    await submit();
    expect(await record()).toMatchObject({ state: 'RUNNING', submission: { attempt: 2 } });
    expect(flow.scripted.tasks).toHaveLength(2);
  });

  it('is not sent again for a later task of somebody else: only of ours it is known when its create began', async () => {
    const { flow, thrown } = await inDoubt('not-made');
    await flow.clock.advance(CREATE_LOCK_MS + 12_000);
    flow.scripted.addForeignTask('somebody else’s');
    expect(await thrown()).toBe('SUBMISSION_IN_DOUBT');
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('is sent again on an idle account after one unbilled probe showed that the list is fresh', async () => {
    const used = await inDoubt('not-made');
    const { flow, thrown, record } = used;
    await flow.clock.advance(CREATE_LOCK_MS + 12_000);
    expect(await thrown()).toBe('SUBMISSION_IN_DOUBT');
    expect(flow.scripted.probes).toHaveLength(0);
    expect(await lookUntil(used)).toBe('nothing');
    expect(flow.scripted.probes).toHaveLength(1);
    expect(await record()).toMatchObject({ state: 'RUNNING', taskId: 'task-1', submission: { attempt: 2 } });
    expect((await record()).submission).not.toHaveProperty('probe');
  });

  it('sends no probe while an operator has paused the pool', async () => {
    const used = await inDoubt('not-made');
    await used.flow.ledger.setControls({ paused: true });
    expect(await lookUntil(used)).toBe('SUBMISSION_IN_DOUBT');
    expect(used.flow.scripted.calls.probe).toBe(0);
  });

  it('probes again, at growing distances, when the service refused the probe', async () => {
    const used = await inDoubt('not-made');
    used.flow.scripted.scriptErrors('probe', broken(), broken(), broken());
    expect(await lookUntil(used)).toBe('nothing');
    expect(used.flow.scripted.calls.probe).toBe(4);
    expect(used.flow.scripted.calls.createTask).toBe(2);
  });

  it('waits for the list to show the probe, and sends no other one', async () => {
    const used = await inDoubt('not-made', { listDelayMs: 20 * MINUTE });
    expect(await lookUntil(used)).toBe('nothing');
    expect(used.flow.scripted.probes).toHaveLength(1);
    expect(used.flow.scripted.tasks).toHaveLength(1);
  });
});

describe('a doubt that is older than what the service remembers', () => {
  it('is never answered by sending again: a list that has forgotten the task proves nothing', async () => {
    const used = await inDoubt('made');
    await used.flow.clock.advance(TASK_RETENTION_MS);
    expect(await lookUntil(used)).toBe('SUBMISSION_IN_DOUBT');
    expect(used.flow.scripted.calls.createTask).toBe(1);
  });
});

describe('an answer with a task that another edit owns', () => {
  /** Two edits; something in between answers the second create with the first one's task. */
  const cached = async () => {
    const used = await createSubmitFlow();
    await used.submit();
    const second = idOf('second');
    await used.flow.admit({ editId: second });
    await used.flow.clock.advance(MINUTE);
    used.flow.scripted.scriptCreates({ answerWith: 'task-1' });
    expect(await used.thrown(second)).toBe('SUBMISSION_UNKNOWN');
    return { ...used, second };
  };

  it('leaves the edit UNRESOLVED at once, says why, tells and counts it, and frees its slot', async () => {
    const { flow, second, record, editId } = await cached();
    expect(await record(second)).toMatchObject({ state: 'UNRESOLVED', problem: { code: 'TASK_OF_ANOTHER_EDIT' } });
    expect(flow.publisher.events.at(-1)).toMatchObject({ detailType: 'Image Edit Unresolved' });
    expect(flow.telemetry.measures).toContainEqual(
      expect.objectContaining({ name: 'Edits', dimensions: { outcome: 'UNRESOLVED' } }),
    );
    expect(await record(second)).not.toHaveProperty('taskId');
    expect(await record(editId)).toMatchObject({ state: 'RUNNING', taskId: 'task-1' });
    expect(await flow.slots()).toBe(1);
  });

  it('is not asked for again when the step is repeated', async () => {
    const { flow, second, thrown } = await cached();
    expect(await thrown(second)).toBe('CANCELED');
    expect(flow.scripted.calls.createTask).toBe(2);
  });

  it('is ended by the sweep once the list proves that there is no task of it', async () => {
    const { flow, second, record } = await cached();
    for (let sweeps = 0; sweeps < 3; sweeps += 1) {
      await flow.clock.advance(5 * MINUTE);
      await flow.clock.drive(flow.handlers.sweep({}));
    }
    expect(await record(second)).toMatchObject({ state: 'FAILED', problem: { code: 'NEVER_ACCEPTED' }, budget: { settled: 0 } });
    expect(flow.scripted.tasks).toHaveLength(1);
  });
});
