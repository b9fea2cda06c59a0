/** At most one create of a pool is in doubt at a time: who waits for the create lock, for how long, and when it is free. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_POOL, spacingOf } from '#core/admission/pool.ts';
import { NO_LIMITS } from '#core/admission/pool-limits.ts';
import { CREATE_LOCK_MS, LATEST_CREATE_MS } from '#core/admission/submission-window.ts';
import { leaveUnresolved } from '#core/edit/outcome.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { applied, idOf } from '#test/support/edits.ts';
import type { FlowOptions } from '#test/support/flow.ts';
import { lostReply } from '#test/support/scripted-model.ts';
import { createSubmitFlow } from './submit-flow.ts';

const SECOND = idOf('second');

/** Two edits that hold slots. */
const two = async (options: FlowOptions = {}) => {
  const used = await createSubmitFlow(options);
  await used.flow.admit({ editId: SECOND });
  return used;
};

/** Two edits, the first of which lost the answer to its create. */
const inDoubt = async (options: FlowOptions = {}) => {
  const used = await two(options);
  used.flow.scripted.scriptCreates(lostReply());
  expect(await used.thrown()).toBe('NO_REPLY');
  await used.flow.clock.advance(1000);
  return used;
};

describe('the create lock', () => {
  it('is waited for in place while the other create takes as long as creates do', async () => {
    const { flow, editId } = await two();
    const runs = [editId, SECOND].map((id) => flow.handlers.submit({ editId: id }));
    await flow.clock.drive(Promise.all(runs));
    const [first, second] = flow.scripted.tasks;
    expect((second?.createdAt ?? 0) - (first?.createdAt ?? 0)).toBeGreaterThanOrEqual(spacingOf(NO_LIMITS));
  });

  it('is not waited for in place for longer than three seconds: then nothing was sent, and that is said', async () => {
    const { flow, editId, thrown, record } = await two({ createMs: 20_000 });
    const slow = flow.handlers.submit({ editId });
    await flow.clock.advance(1000);
    const before = flow.clock.now();
    const waiting = record(SECOND);
    expect(await thrown(SECOND)).toBe('CREATE_LOCK_BUSY');
    expect(flow.clock.now() - before).toBeLessThanOrEqual(3000);
    expect(await record(SECOND)).toEqual(await waiting);
    expect(flow.scripted.calls.createTask).toBe(1);
    await flow.clock.drive(slow);
  });

  it('is held while its owner is in doubt, and lapses', async () => {
    const { flow, thrown, submit } = await inDoubt();
    expect(await thrown(SECOND)).toBe('CREATE_LOCK_BUSY');
    await flow.clock.advance(CREATE_LOCK_MS);
    await submit(SECOND);
    expect(flow.scripted.calls.createTask).toBe(2);
  });

  it('is free at once when its owner was refused', async () => {
    const { flow, editId, submit, record } = await inDoubt();
    const edit = await record();
    await flow.ledger.commit(edit, applied(edit, { state: 'QUEUED' }, flow.clock.now()));
    await submit(SECOND);
    expect(await record(SECOND)).toMatchObject({ state: 'RUNNING' });
    expect((await record(editId)).state).toBe('QUEUED');
  });

  it('is free at once when the task of its owner was found', async () => {
    const { flow, submit, record } = await inDoubt();
    const edit = await record();
    await flow.ledger.commit(edit, applied(edit, { state: 'RUNNING', taskId: 'found' }, flow.clock.now()));
    await submit(SECOND);
    expect(await record(SECOND)).toMatchObject({ state: 'RUNNING' });
  });

  it('is held by an owner that was given up UNRESOLVED, until it lapses: its create may still arrive', async () => {
    const { flow, thrown, submit, record } = await inDoubt();
    const edit = await record();
    const doubt = { code: 'STEP_TIMEOUT', message: 'm', hint: 'h' };
    await flow.ledger.commit(edit, applied(edit, leaveUnresolved(doubt, flow.clock.now()), flow.clock.now()));
    expect(await thrown(SECOND)).toBe('CREATE_LOCK_BUSY');
    await flow.clock.advance(CREATE_LOCK_MS);
    await submit(SECOND);
    expect(await record(SECOND)).toMatchObject({ state: 'RUNNING' });
  });

  it('goes to one of two that want it at the same moment', async () => {
    const { flow, editId } = await two();
    const submissions: number[] = [];
    const both = [editId, SECOND].map(async (id) => {
      await flow.handlers.submit({ editId: id });
      submissions.push((await flow.record(id)).submission?.startedAt ?? 0);
    });
    await flow.clock.drive(Promise.all(both));
    const [one = 0, other = 0] = submissions.toSorted((a, b) => a - b);
    expect(other - one).toBeGreaterThanOrEqual(spacingOf(NO_LIMITS));
    expect((await flow.ledger.pool(DEFAULT_POOL)).createLock?.since).toBe(other);
  });
});

/** A ledger whose write of SUBMITTING takes effect, and then does `meanwhile` before it answers. */
const slowToAnswer = (meanwhile: () => Promise<void>): Required<Pick<FlowOptions, 'wrap'>> => ({
  wrap: (port, name) => {
    if (name !== 'ledger') return port;
    const ledger = port as unknown as Ledger;
    const commit: Ledger['commit'] = async (previous, next, conditions) => {
      const outcome = await ledger.commit(previous, next, conditions);
      if (next.state === 'SUBMITTING') await meanwhile();
      return outcome;
    };
    return { ...port, commit };
  },
});

describe('a create that would begin too long after its lock was taken', () => {
  it('is not begun: another edit may take the lock before the service answers', async () => {
    let wait = async (): Promise<void> => undefined;
    const { flow, thrown, record } = await createSubmitFlow(slowToAnswer(() => wait()));
    wait = () => flow.clock.sleep(LATEST_CREATE_MS + 1);
    expect(await thrown()).toBe('CREATE_LOCK_LATE');
    expect(await record()).toMatchObject({ state: 'QUEUED', submission: { attempt: 1 } });
    expect(flow.scripted.calls.createTask).toBe(0);
  });

  it('is not begun when the clock was set back either: how much time passed is not known', async () => {
    let setBack = async (): Promise<void> => undefined;
    const { flow, thrown, record } = await createSubmitFlow(slowToAnswer(() => setBack()));
    setBack = async () => flow.clock.set(-1);
    expect(await thrown()).toBe('CREATE_LOCK_LATE');
    expect((await record()).state).toBe('QUEUED');
    expect(flow.scripted.calls.createTask).toBe(0);
  });

  it('is begun when the write took seven seconds and no more', async () => {
    let wait = async (): Promise<void> => undefined;
    const { flow, submit } = await createSubmitFlow(slowToAnswer(() => wait()));
    wait = () => flow.clock.sleep(LATEST_CREATE_MS);
    await submit();
    expect(flow.scripted.calls.createTask).toBe(1);
  });
});

describe('a clock that was set back by hours', () => {
  it('does not let a create that was lost before that hold the lock for as long', async () => {
    const { flow, submit, record } = await inDoubt();
    flow.clock.set(-5 * 3_600_000);
    await submit(SECOND);
    expect(await record(SECOND)).toMatchObject({ state: 'RUNNING' });
  });

  it('does not let the next create wait for the old instant', async () => {
    const { flow, submit, record } = await two();
    await submit();
    flow.clock.set(-5 * 3_600_000);
    await submit(SECOND);
    expect(await record(SECOND)).toMatchObject({ state: 'RUNNING' });
  });
});
