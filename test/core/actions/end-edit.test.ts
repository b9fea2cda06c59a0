import { describe, expect, it } from 'vitest';
import { announceEdit, endEdit } from '#core/actions/end-edit.ts';
import { endUncharged } from '#core/edit/outcome.ts';
import { Unavailable } from '#core/errors.ts';
import { idOf, queuedEdit, runningEdit, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createRecordingAnnouncer } from '#test/support/recording-announcer.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const setUp = async () => {
  const ledger = createMemoryLedger();
  const [clock, workflow] = [createVirtualClock(), createRecordingWorkflow()];
  const [announcer, telemetry] = [createRecordingAnnouncer(), createRecordingTelemetry()];
  const edit = runningEdit();
  await ledger.claim(edit, {});
  await ledger.claim(waitingEdit({ editId: idOf('next') }), {});
  await ledger.commitAdmission({ revision: 1, holders: [{ editId: edit.editId, since: 0 }] });
  const deps = { ledger, clock, workflow, announcer, telemetry, capacity: 1 };
  const fail = (given: typeof deps = deps) =>
    endEdit(given, edit.editId, (current) =>
      current.state === 'RUNNING' ? endUncharged(current, 'FAILED', undefined, clock.now()) : undefined,
    );
  return { deps, edit, fail };
};

describe('ending an edit', () => {
  it('writes the record, counts it, passes the slot on and announces it', async () => {
    const { deps, fail } = await setUp();
    expect(await fail()).toMatchObject({ state: 'FAILED', budget: { settled: 0 } });
    expect(deps.telemetry.measures).toContainEqual(expect.objectContaining({ name: 'Edits', dimensions: { outcome: 'FAILED' } }));
    expect((await deps.ledger.admission()).holders.map(({ editId }) => editId)).toEqual([idOf('next')]);
    expect(deps.announcer.events.map(({ detailType }) => detailType)).toEqual(['Image Edit Failed']);
  });

  it('repeated, counts nothing twice and announces the same event', async () => {
    const { deps, fail } = await setUp();
    await fail();
    await deps.clock.advance(5000);
    await fail();
    expect(deps.telemetry.measures.filter(({ name }) => name === 'Edits')).toHaveLength(1);
    expect(new Set(deps.announcer.events.map(({ id }) => id)).size).toBe(1);
    expect(deps.announcer.events).toHaveLength(2);
  });

  it('is announced even when the edit that is next cannot be let go; the trouble comes through afterwards', async () => {
    const { deps, fail } = await setUp();
    const stuck = {
      ...deps.workflow,
      succeed: async () => {
        throw new Unavailable({ code: 'DOWN', message: 'm', hint: 'h' });
      },
    };
    await expect(fail({ ...deps, workflow: stuck })).rejects.toMatchObject({ code: 'DOWN' });
    expect(deps.announcer.events.map(({ detailType }) => detailType)).toEqual(['Image Edit Failed']);
  });

  it('keeps the slot of an edit that goes on', async () => {
    const { deps, edit } = await setUp();
    await endEdit(deps, edit.editId, () => undefined);
    expect((await deps.ledger.admission()).holders.map(({ editId }) => editId)).toEqual([edit.editId]);
  });
});

describe('announcing an edit', () => {
  it('says nothing of an edit that is being handed over', async () => {
    const announcer = createRecordingAnnouncer();
    await announceEdit(announcer, submittingEdit());
    await announceEdit(announcer, queuedEdit());
    expect(announcer.events.map(({ detailType }) => detailType)).toEqual(['Image Edit Queued']);
  });
});
