import { describe, expect, it } from 'vitest';
import { endEdit, publishEdit } from '#core/actions/end-edit.ts';
import { endUncharged } from '#core/edit/outcome.ts';
import { Unavailable } from '#core/errors.ts';
import { idOf, queuedEdit, runningEdit, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createRecordingPublisher } from '#test/support/recording-publisher.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const setUp = async () => {
  const ledger = createMemoryLedger();
  const [clock, workflow] = [createVirtualClock(), createRecordingWorkflow()];
  const [publisher, telemetry] = [createRecordingPublisher(), createRecordingTelemetry()];
  const edit = runningEdit();
  await ledger.claim(edit, {});
  await ledger.claim(waitingEdit({ editId: idOf('next') }), {});
  await ledger.commitAdmission({ revision: 1, holders: [{ editId: edit.editId, since: 0 }] });
  const deps = { ledger, clock, workflow, publisher, telemetry, capacity: 1 };
  const fail = (given: typeof deps = deps) =>
    endEdit(given, edit.editId, (current) =>
      current.state === 'RUNNING' ? endUncharged(current, 'FAILED', undefined, clock.now()) : undefined,
    );
  return { deps, edit, fail };
};

describe('ending an edit', () => {
  it('writes the record, counts it, passes the slot on and publishes it', async () => {
    const { deps, fail } = await setUp();
    expect(await fail()).toMatchObject({ state: 'FAILED', budget: { settled: 0 } });
    expect(deps.telemetry.measures).toContainEqual(expect.objectContaining({ name: 'Edits', dimensions: { outcome: 'FAILED' } }));
    expect((await deps.ledger.admission()).holders.map(({ editId }) => editId)).toEqual([idOf('next')]);
    expect(deps.publisher.events.map(({ detailType }) => detailType)).toEqual(['Image Edit Failed']);
  });

  it('repeated, counts nothing twice and publishes the same event', async () => {
    const { deps, fail } = await setUp();
    await fail();
    await deps.clock.advance(5000);
    await fail();
    expect(deps.telemetry.measures.filter(({ name }) => name === 'Edits')).toHaveLength(1);
    expect(new Set(deps.publisher.events.map(({ id }) => id)).size).toBe(1);
    expect(deps.publisher.events).toHaveLength(2);
  });

  it('is published even when the edit that is next cannot be let go; the trouble comes through afterwards', async () => {
    const { deps, fail } = await setUp();
    const stuck = {
      ...deps.workflow,
      succeed: async () => {
        throw new Unavailable({ code: 'DOWN', message: 'm', hint: 'h' });
      },
    };
    await expect(fail({ ...deps, workflow: stuck })).rejects.toMatchObject({ code: 'DOWN' });
    expect(deps.publisher.events.map(({ detailType }) => detailType)).toEqual(['Image Edit Failed']);
  });

  it('keeps the slot of an edit that goes on', async () => {
    const { deps, edit } = await setUp();
    await endEdit(deps, edit.editId, () => undefined);
    expect((await deps.ledger.admission()).holders.map(({ editId }) => editId)).toEqual([edit.editId]);
  });
});

describe('publishing an edit', () => {
  it('says nothing of an edit that is being handed over', async () => {
    const publisher = createRecordingPublisher();
    await publishEdit(publisher, submittingEdit());
    await publishEdit(publisher, queuedEdit());
    expect(publisher.events.map(({ detailType }) => detailType)).toEqual(['Image Edit Queued']);
  });
});
