import { describe, expect, it } from 'vitest';
import { admitWaiting } from '#core/actions/admit-waiting.ts';
import { endEdit, endUnattended, publishEdit } from '#core/actions/end-edit.ts';
import { DEFAULT_POOL } from '#core/admission/pool.ts';
import { endUncharged } from '#core/edit/outcome.ts';
import { Unavailable } from '#core/errors.ts';
import { idOf, queuedEdit, runningEdit, SLOT, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createRecordingPublisher } from '#test/support/recording-publisher.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const setUp = async () => {
  const ledger = createMemoryLedger();
  const [clock, workflow] = [createVirtualClock(), createRecordingWorkflow()];
  const [publisher, telemetry] = [createRecordingPublisher(), createRecordingTelemetry()];
  const edit = runningEdit({ slot: SLOT });
  await ledger.claim(edit, {});
  await ledger.claim(waitingEdit({ editId: idOf('next') }), {});
  const holders = () =>
    ledger
      .all()
      .filter(({ slot }) => slot !== undefined)
      .map(({ editId }) => editId);
  const deps = { ledger, clock, workflow, publisher, telemetry, capacity: 1 };
  const fail = (given: typeof deps = deps) =>
    endEdit(given, edit.editId, (current) =>
      current.state === 'RUNNING' ? endUncharged(current, 'FAILED', undefined, clock.now()) : undefined,
    );
  return { deps, edit, fail, holders };
};

describe('ending an edit', () => {
  it('writes the record, counts it, passes the slot on and publishes it', async () => {
    const { deps, fail, holders } = await setUp();
    expect(await fail()).toMatchObject({ state: 'FAILED', budget: { settled: 0 } });
    expect(deps.telemetry.measures).toContainEqual(expect.objectContaining({ name: 'Edits', dimensions: { outcome: 'FAILED' } }));
    expect(holders()).toEqual([idOf('next')]);
    expect((await deps.ledger.pool(DEFAULT_POOL)).used).toEqual([1]);
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

  it('is published even when the edit that is next cannot be let go: it has ended all the same', async () => {
    const { deps, fail } = await setUp();
    const stuck = {
      ...deps.workflow,
      succeed: async () => {
        throw new Unavailable({ code: 'DOWN', message: 'm', hint: 'h' });
      },
    };
    await fail({ ...deps, workflow: stuck });
    expect(deps.publisher.events.map(({ detailType }) => detailType)).toEqual(['Image Edit Failed']);
  });

  it('gives the slot to the next edit already when the task has ended, before the edit has', async () => {
    const { deps, edit, holders } = await setUp();
    await endEdit(deps, edit.editId, () => ({ times: { detectedAt: deps.clock.now() } }));
    expect(holders()).toEqual([idOf('next')]);
  });

  it('keeps the slot of an edit that goes on, and lets nobody else go', async () => {
    const { deps, edit, holders } = await setUp();
    await endEdit({ ...deps, capacity: 2 }, edit.editId, () => undefined);
    expect(holders()).toEqual([edit.editId]);
  });

  it('releases the slot with the record: a crash right after it leaves a free slot, which any admission gives on', async () => {
    const { deps, fail, holders } = await setUp();
    const crashed = {
      ...deps.ledger,
      controls: () => Promise.reject(new Unavailable({ code: 'DOWN', message: 'm', hint: 'h' })),
    };
    await expect(fail({ ...deps, ledger: crashed })).rejects.toMatchObject({ code: 'DOWN' });
    expect(holders()).toEqual([]);
    await admitWaiting(deps);
    expect(holders()).toEqual([idOf('next')]);
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

describe('ending an edit that nothing looks after any more', () => {
  const cancel = (deps: Awaited<ReturnType<typeof setUp>>['deps'], editId: string) =>
    endUnattended(deps, editId, (current) =>
      current.state === 'RUNNING' ? endUncharged(current, 'CANCELED', undefined, deps.clock.now()) : undefined,
    );

  it('writes nothing before it has told of it, so that whoever looks next ends it again', async () => {
    const { deps, edit } = await setUp();
    const mute = {
      publish: async () => {
        throw new Unavailable({ code: 'DOWN', message: 'm', hint: 'h' });
      },
    };
    await expect(cancel({ ...deps, publisher: { ...deps.publisher, ...mute } }, edit.editId)).rejects.toThrow(Unavailable);
    expect(await deps.ledger.get(edit.editId)).toMatchObject({ state: 'RUNNING' });
    expect(await cancel(deps, edit.editId)).toMatchObject({ state: 'CANCELED' });
  });

  it('tells of it once, and passes its slot on', async () => {
    const { deps, edit, holders } = await setUp();
    await cancel(deps, edit.editId);
    expect(deps.publisher.events.map(({ detailType }) => detailType)).toEqual(['Image Edit Canceled']);
    expect(holders()).toEqual([idOf('next')]);
  });

  it('tells also how it really ended when somebody else was faster', async () => {
    const { deps, edit, fail } = await setUp();
    const publish = deps.publisher.publish;
    let faster: (() => Promise<unknown>) | undefined = fail;
    const publisher = {
      ...deps.publisher,
      publish: async (event: Parameters<typeof publish>[0]) => {
        await publish(event);
        const first = faster;
        faster = undefined;
        await first?.();
      },
    };
    expect(await cancel({ ...deps, publisher }, edit.editId)).toMatchObject({ state: 'FAILED' });
    expect(deps.publisher.events.at(-1)?.detailType).toBe('Image Edit Failed');
  });
});
