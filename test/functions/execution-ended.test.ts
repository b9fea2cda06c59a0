import { describe, expect, it } from 'vitest';
import type { Edit } from '#core/edit/edit.ts';
import type { EditRecord } from '#core/edit/edit-record.ts';
import { executionName } from '#core/edit/execution-name.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { changed, runningEdit } from '#test/support/edits.ts';
import { createFlow, type FlowOptions } from '#test/support/flow.ts';

/** A ledger in which somebody else writes `change` just before the first write of ours. */
const overtaken = (change: (edit: Edit) => Partial<EditRecord>): Required<Pick<FlowOptions, 'wrap'>> => {
  let done = false;
  return {
    wrap: (port, name) => {
      if (name !== 'ledger') return port;
      const ledger = port as unknown as Ledger;
      const commit: Ledger['commit'] = async (previous, next) => {
        if (!done) {
          done = true;
          await ledger.commit(previous, changed(previous, { ...change(previous), revision: previous.revision + 1 }));
        }
        return ledger.commit(previous, next);
      };
      return { ...port, commit };
    },
  };
};

describe('an execution that is stopped while its edit moves on', () => {
  it('is left to the sweep when the edit was being handed over by then: it goes on in a new execution, marked', async () => {
    const { submission } = runningEdit();
    const flow = createFlow(overtaken(() => ({ state: 'SUBMITTING', ...omitUndefined({ submission }) })));
    const { editId } = await flow.claim();
    const detail = { name: editId, status: 'ABORTED' };
    expect(await flow.clock.drive(flow.handlers.executionEnded({ detail }))).toEqual({ repaired: false });
    expect((await flow.record(editId)).state).toBe('SUBMITTING');
    await flow.workflow.start(editId, 1);
    flow.workflow.stop(editId);
    await flow.clock.advance(3 * 60_000);
    await flow.handlers.sweep({});
    expect(await flow.record(editId)).toMatchObject({ state: 'SUBMITTING', executions: 2, cancelRequestedAt: flow.clock.now() });
    expect(flow.workflow.execution(executionName(editId, 2))).toBeDefined();
  });

  it('is left alone when a newer execution has it by then', async () => {
    const flow = createFlow(overtaken(() => ({ state: 'RUNNING', taskId: 'task-9', executions: 2 })));
    const { editId } = await flow.claim();
    const detail = { name: editId, status: 'ABORTED' };
    expect(await flow.clock.drive(flow.handlers.executionEnded({ detail }))).toEqual({ repaired: false });
    expect(await flow.record(editId)).toMatchObject({ state: 'RUNNING', executions: 2 });
  });
});
