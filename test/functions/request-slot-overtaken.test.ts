import { describe, expect, it } from 'vitest';
import { admitAtOnce } from '#core/actions/admit-waiting.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { SLOT } from '#test/support/edits.ts';
import { createFlow } from '#test/support/flow.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';

/** Holds back the first write of an edit until `release` is called. */
const holdFirstCommit = () => {
  const gate = Promise.withResolvers<void>();
  let commits = 0;
  const wrap = <T extends object>(port: T, name: string): T => {
    if (name !== 'ledger') return port;
    const ledger = port as unknown as Ledger;
    const held: Ledger = {
      ...ledger,
      commit: async (...parameters) => {
        commits += 1;
        if (commits === 1) await gate.promise;
        return ledger.commit(...parameters);
      },
    };
    return held as unknown as T;
  };
  return { wrap, release: gate.resolve };
};

/** Writes down which tokens are used. */
const recordAnswers = () => {
  const recorded = createRecordingWorkflow();
  const wrap = <T extends object>(port: T, name: string): T => (name === 'workflow' ? { ...port, ...recorded } : port);
  return { recorded, wrap };
};

describe('request-slot, overtaken by its own repetition', () => {
  it('does not put the token of the earlier try, on which nobody waits, in place of the later one', async () => {
    const { wrap, release } = holdFirstCommit();
    const flow = createFlow({ wrap });
    const { editId } = await flow.claim();
    await flow.ledger.setControls({ paused: true });
    const late = flow.handlers.requestSlot({ editId, taskToken: 'earlier' });
    await flow.clock.advance(1000);
    await flow.clock.drive(flow.handlers.requestSlot({ editId, taskToken: 'later' }));
    release();
    await flow.clock.drive(late);
    expect(await flow.record(editId)).toMatchObject({ state: 'QUEUED', taskToken: 'later' });
  });

  it('takes a token from the far future for one that was left before the clock was set back', async () => {
    const flow = createFlow();
    const { editId } = await flow.claim();
    await flow.ledger.setControls({ paused: true });
    await flow.handlers.requestSlot({ editId, taskToken: 'before' });
    flow.clock.set(-5 * 3_600_000);
    await flow.handlers.requestSlot({ editId, taskToken: 'after' });
    expect(await flow.record(editId)).toMatchObject({ taskToken: 'after' });
  });

  it('lets the execution go on with the later token, whichever try took the slot', async () => {
    const { wrap, release } = holdFirstCommit();
    const { recorded, wrap: record } = recordAnswers();
    const flow = createFlow({ wrap: (port, name) => record(wrap(port, name), name) });
    const { editId } = await flow.claim();
    const late = flow.handlers.requestSlot({ editId, taskToken: 'earlier' });
    await flow.clock.advance(1000);
    await flow.clock.drive(flow.handlers.requestSlot({ editId, taskToken: 'later' }));
    release();
    await flow.clock.drive(late);
    expect(recorded.answers.map(({ token }) => token)).toContain('later');
    expect(await flow.record(editId)).toMatchObject({ state: 'QUEUED', slot: SLOT });
    expect(await flow.record(editId)).not.toHaveProperty('taskToken');
    expect(await flow.slots()).toBe(1);
  });

  it('finds the slot again that a try took before it was cut off, and goes on with its own token', async () => {
    const { recorded, wrap } = recordAnswers();
    const flow = createFlow({ wrap });
    const { editId } = await flow.claim();
    expect(await admitAtOnce(flow.deps, editId, flow.clock.now())).toBe(true);
    await flow.handlers.requestSlot({ editId, taskToken: 'second' });
    expect(recorded.answers).toEqual([{ token: 'second', output: { editId } }]);
    expect(await flow.slots()).toBe(1);
  });
});
