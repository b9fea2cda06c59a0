import { describe, expect, it } from 'vitest';
import { type NewEdit, openEdit, type StartEditConfig } from '#core/actions/open-edit.ts';
import type { Edit } from '#core/edit/edit.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { Resolution } from '#core/request/instruction.ts';
import { withDefaults } from '#core/request/request.ts';
import { changed, idOf } from '#test/support/edits.ts';
import { createMemoryLedger, type MemoryLedger } from '#test/support/memory-ledger.ts';
import { createMemoryStore, streamOf } from '#test/support/memory-store.ts';
import { pngFile } from '#test/support/pictures/picture-files.ts';
import { createRecordingPublisher } from '#test/support/recording-publisher.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

const DAY = '2026-01-01';
const REFUSED = { code: 'PRESET_NOT_FOUND', message: 'm', hint: 'h' };

const setUp = async (config: StartEditConfig = {}, wrap: (ledger: MemoryLedger) => Ledger = (ledger) => ledger) => {
  const clock = createVirtualClock();
  const [ledger, store] = [createMemoryLedger(), createMemoryStore({ clock })];
  const [workflow, publisher, telemetry] = [createRecordingWorkflow(), createRecordingPublisher(), createRecordingTelemetry()];
  await store.put('inputs/a.png', streamOf(pngFile()), { mediaType: 'image/png' });
  const deps = { ledger: wrap(ledger), store, workflow, publisher, clock, telemetry, config };
  const told = () => publisher.events.map(({ detailType }) => detailType);
  return { deps, ledger, workflow, publisher, telemetry, clock, told };
};

const newEdit = (name: string, change: Partial<NewEdit> = {}, n = 2): NewEdit => ({
  editId: idOf(name),
  source: { kind: 'api', bodyHash: 'h' },
  resultPrefix: `results/api/${idOf(name)}/`,
  resolve: async (): Promise<Resolution> => ({
    instruction: {
      prompt: 'Add a clock',
      parameters: withDefaults({ n }),
      images: [{ kind: 'key', key: 'inputs/a.png' }],
      preset: 'tidy',
      imagesPerDayOfPreset: 4,
    },
  }),
  ...change,
});

describe('opening an edit', () => {
  it('claims it with its budget, starts its execution and publishes it', async () => {
    const { deps, ledger, workflow, told } = await setUp();
    const { outcome, edit } = await openEdit(deps, newEdit('a', { retryOf: idOf('first') }));
    expect(outcome).toBe('opened');
    expect(edit).toMatchObject({
      state: 'QUEUED',
      executions: 1,
      preset: 'tidy',
      budget: { day: DAY, reserved: 2, preset: 'tidy' },
      retryOf: idOf('first'),
    });
    expect(await ledger.get(edit.editId)).toEqual(edit);
    expect(workflow.started).toEqual([edit.editId]);
    expect(told()).toEqual(['Image Edit Queued']);
  });

  it('does not judge an order again whose edit is there', async () => {
    const { deps, workflow } = await setUp();
    await openEdit(deps, newEdit('a'));
    const again = await openEdit(deps, newEdit('a', { resolve: async () => Promise.reject(new Error('was asked again')) }));
    expect(again.outcome).toBe('exists');
    expect(workflow.started).toHaveLength(1);
  });

  it('finds the edit of a twin that claimed it in the same moment, and reserves nothing twice', async () => {
    const { deps, ledger, workflow } = await setUp();
    const [one, two] = await Promise.all([openEdit(deps, newEdit('a')), openEdit(deps, newEdit('a'))]);
    expect([one.outcome, two.outcome].toSorted()).toEqual(['exists', 'opened']);
    expect(workflow.started).toHaveLength(1);
    expect(await ledger.budgetUse(DAY)).toMatchObject({ reserved: 2 });
  });

  it('makes up for a start that was cut off, and for nothing else', async () => {
    const { deps, ledger, workflow } = await setUp();
    const down = { ...workflow, start: async () => Promise.reject(new Error('cut off')) };
    await expect(openEdit({ ...deps, workflow: down }, newEdit('a'))).rejects.toThrow('cut off');
    await openEdit(deps, newEdit('a'));
    expect(workflow.started).toEqual([idOf('a')]);
    const edit = (await ledger.get(idOf('a'))) as Edit;
    await ledger.commit(edit, changed(edit, { revision: 2, state: 'SUBMITTING' }));
    workflow.setStatus(idOf('a'), 1, { status: 'NONE' });
    await openEdit(deps, newEdit('a'));
    expect(workflow.started).toHaveLength(1);
  });

  it.each([
    ['is with the model', { state: 'SUBMITTING' }],
    ['was started again', { executions: 2 }],
    ['waits for a slot', { taskToken: 't' }],
  ] as const)('neither starts nor publishes an edit again that %s', async (_what, change) => {
    const { deps, ledger, workflow, publisher } = await setUp();
    const { edit } = await openEdit(deps, newEdit('a'));
    await ledger.commit(edit, changed(edit, { ...change, revision: 2 }));
    workflow.setStatus(idOf('a'), 1, { status: 'NONE' });
    expect((await openEdit(deps, newEdit('a'))).outcome).toBe('exists');
    expect(workflow.started).toHaveLength(1);
    expect(publisher.events).toHaveLength(1);
    expect(deps.telemetry.lines).toHaveLength(1);
  });

  it('is logged, and whether it was there before', async () => {
    const { deps, telemetry } = await setUp();
    await openEdit(deps, newEdit('a'));
    await openEdit(deps, newEdit('a'));
    await openEdit(deps, newEdit('b', { resolve: async () => ({ problem: REFUSED }) }));
    expect(telemetry.lines).toEqual([
      { level: 'info', event: 'edit queued', fields: { editId: idOf('a'), source: 'api', repeated: false } },
      { level: 'info', event: 'edit queued', fields: { editId: idOf('a'), source: 'api', repeated: true } },
      {
        level: 'info',
        event: 'edit rejected',
        fields: { editId: idOf('b'), source: 'api', repeated: false, code: REFUSED.code },
      },
    ]);
  });
});

describe('an order that is refused', () => {
  it('is recorded with what is known of the request, costs nothing and starts nothing', async () => {
    const { deps, ledger, workflow, told, telemetry } = await setUp();
    const refused = newEdit('a', { resolve: async () => ({ problem: REFUSED }), requested: { prompt: 'p', preset: 'tyid' } });
    const { edit } = await openEdit(deps, refused);
    expect(edit).toMatchObject({ state: 'REJECTED', problem: REFUSED, prompt: 'p', preset: 'tyid', images: [], executions: 0 });
    expect(edit.times.finishedAt).toBe(edit.times.createdAt);
    expect(await ledger.budgetUse(DAY)).toMatchObject({ reserved: 0, charged: 0 });
    expect([workflow.started, told()]).toEqual([[], ['Image Edit Rejected']]);
    expect((await openEdit(deps, refused)).outcome).toBe('exists');
    expect(telemetry.measures).toMatchObject([
      { name: 'Edits', value: 1, dimensions: { outcome: 'REJECTED' } },
      { name: 'EditsRejected', value: 1, dimensions: { code: REFUSED.code } },
    ]);
  });

  it('over the budget keeps its pictures, so that it can be repeated when there is room', async () => {
    const { deps } = await setUp({ imagesPerDay: 3 });
    await openEdit(deps, newEdit('a'));
    const { edit } = await openEdit(deps, newEdit('b'));
    expect(edit).toMatchObject({ state: 'REJECTED', images: [{ key: 'inputs/a.png' }], problem: { code: 'BUDGET_EXCEEDED' } });
    expect(edit.problem?.message).toContain(`of 3 images for ${DAY} has 1 left; this edit needs 2`);
    expect(edit).not.toHaveProperty('budget');
  });

  it('over the budget of its preset is told which', async () => {
    const { deps } = await setUp();
    for (const name of ['a', 'b']) await openEdit(deps, newEdit(name));
    const { edit } = await openEdit(deps, newEdit('c', {}, 1));
    expect(edit.problem?.message).toContain('of preset "tidy" has 0 left');
    expect(edit.problem?.hint).toContain('imagesPerDay in the preset');
  });

  it('finds the edit that a twin opened in the same moment', async () => {
    let interrupted = false;
    const { deps } = await setUp({}, (memory) => ({
      ...memory,
      claim: async (edit, caps) => {
        if (!interrupted) {
          interrupted = true;
          await memory.claim({ ...edit, prompt: 'theirs' }, caps);
        }
        return memory.claim(edit, caps);
      },
    }));
    const opened = await openEdit(deps, newEdit('a', { resolve: async () => ({ problem: REFUSED }) }));
    expect(opened).toMatchObject({ outcome: 'exists', edit: { prompt: 'theirs' } });
  });

  it('for its pictures keeps its instruction', async () => {
    const { deps } = await setUp();
    const { outcome, edit } = await openEdit(
      deps,
      newEdit('a', {
        resolve: async () => ({
          instruction: {
            prompt: 'Add a clock',
            parameters: withDefaults({ n: 3 }),
            images: [{ kind: 'key', key: 'inputs/none.png' }],
          },
        }),
      }),
    );
    expect(outcome).toBe('opened');
    expect(edit).toMatchObject({
      state: 'REJECTED',
      prompt: 'Add a clock',
      parameters: { n: 3 },
      images: [],
      problem: { code: 'PICTURE_NOT_FOUND' },
    });
  });

  it('has no prompt and the default parameters where nothing is known', async () => {
    const { deps } = await setUp();
    const { edit } = await openEdit(deps, newEdit('a', { resolve: async () => ({ problem: REFUSED }) }));
    expect(edit).toMatchObject({ prompt: '', parameters: withDefaults({}) });
  });

  it('over the budget of the day is told to raise that', async () => {
    const { deps } = await setUp({ imagesPerDay: 1 });
    const { edit } = await openEdit(deps, newEdit('a'));
    expect(edit.problem?.hint).toContain('PUT /controls');
    expect(edit.problem?.message).not.toContain('of preset');
  });
});
