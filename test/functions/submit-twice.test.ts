import { describe, expect, it } from 'vitest';
import { createFlow } from '#test/support/flow.ts';

const admitted = async () => {
  const flow = createFlow();
  const { editId } = await flow.claim();
  const admission = await flow.ledger.admission();
  const holders = [{ editId, since: flow.clock.now() }];
  await flow.ledger.commitAdmission({ ...admission, revision: admission.revision + 1, holders });
  return { flow, editId };
};

describe('submit, run twice at the same moment', () => {
  it('creates one task, and no run takes the work of the other for a cancellation', async () => {
    const { flow, editId } = await admitted();
    const run = (): Promise<string> =>
      flow.handlers.submit({ editId }).then(
        () => 'answered',
        (error: Error) => error.name,
      );
    const ends = await flow.clock.drive(Promise.all([run(), run()]));
    expect(ends).toEqual(['answered', 'answered']);
    expect(flow.scripted.calls.createTask).toBe(1);
    expect(await flow.record(editId)).toMatchObject({ state: 'RUNNING', taskId: 'task-1' });
    expect((await flow.ledger.admission()).createLock).toBeUndefined();
  });
});
