import { describe, expect, it } from 'vitest';
import { createFlow } from '#test/support/flow.ts';

describe('submit, run twice at the same moment', () => {
  it('creates one task; the other run does not know, and answers the same once it is repeated', async () => {
    const flow = createFlow();
    const { editId } = await flow.admit();
    const run = (): Promise<string> =>
      flow.handlers.submit({ editId }).then(
        () => 'answered',
        (error: Error) => error.name,
      );
    const ends = await flow.clock.drive(Promise.all([run(), run()]));
    expect(ends.toSorted()).toEqual(['SubmissionUnknown', 'answered']);
    expect(await flow.clock.drive(run())).toBe('answered');
    expect(flow.scripted.calls.createTask).toBe(1);
    expect(await flow.record(editId)).toMatchObject({ state: 'RUNNING', taskId: 'task-1', submission: { attempt: 1 } });
  });
});
