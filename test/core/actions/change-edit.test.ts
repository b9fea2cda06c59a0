import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeEdit } from '#core/actions/change-edit.ts';
import { EDIT_STATES, NEXT_STATES } from '#core/edit/edit.ts';
import { applyChange } from '#core/edit/edit-change.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { idOf, queuedEdit, runningEdit, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { createMemoryLedger, type MemoryLedger } from '#test/support/memory-ledger.ts';
import { createVirtualClock, VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

describe('a change of a record', () => {
  it('sets the next revision and when it was written, and keeps every other instant', () => {
    const edit = waitingEdit();
    const changed = applyChange(edit, { state: 'SUBMITTING', times: { admittedAt: 7 } }, 9);
    expect(changed).toEqual({
      ...edit,
      state: 'SUBMITTING',
      revision: 2,
      times: { ...edit.times, admittedAt: 7, updatedAt: 9 },
    });
  });

  it('removes what it sets to undefined', () => {
    expect(applyChange(waitingEdit(), { taskToken: undefined }, 9)).not.toHaveProperty('taskToken');
  });

  it('allows exactly the moves between states that are written down', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EDIT_STATES), fc.constantFrom(...EDIT_STATES), (from, to) => {
        const move = (): unknown => applyChange(queuedEdit({ state: from }), { state: to }, 1);
        if (from === to || NEXT_STATES[from].includes(to)) expect(move()).toMatchObject({ state: to });
        else expect(move).toThrow(`cannot go from ${from} to ${to}`);
      }),
    );
  });

  it('never leads from an attempt to create a task to an end that says it is free', () => {
    const ends = ['FAILED', 'CANCELED', 'REJECTED'] as const;
    for (const end of ends) expect(() => applyChange(submittingEdit(), { state: end }, 1)).toThrow('cannot go');
  });
});

const setUp = async (wrap: (ledger: MemoryLedger) => Ledger = (ledger) => ledger) => {
  const memory = createMemoryLedger();
  const edit = queuedEdit();
  await memory.claim(edit, {});
  return { memory, edit, deps: { ledger: wrap(memory), clock: createVirtualClock() } };
};

describe('changing an edit', () => {
  it('writes what is decided and says that it did', async () => {
    const { memory, edit, deps } = await setUp();
    const outcome = await changeEdit(deps, edit.editId, () => ({ cancelRequestedAt: 5 }));
    expect(outcome).toMatchObject({ changed: true, edit: { cancelRequestedAt: 5, times: { updatedAt: VIRTUAL_EPOCH } } });
    expect(await memory.get(edit.editId)).toEqual(outcome.edit);
  });

  it('writes nothing when nothing is decided', async () => {
    const { memory, edit, deps } = await setUp();
    expect(await changeEdit(deps, edit.editId, () => undefined)).toEqual({ changed: false, edit });
    expect(await memory.get(edit.editId)).toEqual(edit);
  });

  it('decides again on the newest record after somebody else wrote', async () => {
    let interrupted = false;
    const { edit, deps } = await setUp((memory) => ({
      ...memory,
      commit: async (previous, next) => {
        if (!interrupted) {
          interrupted = true;
          await memory.commit(previous, { ...previous, preset: 'theirs', revision: previous.revision + 1 });
        }
        return memory.commit(previous, next);
      },
    }));
    const seen: (string | undefined)[] = [];
    const { edit: written } = await changeEdit(deps, edit.editId, ({ preset }) => {
      seen.push(preset);
      return { cancelRequestedAt: 5 };
    });
    expect(seen).toEqual([undefined, 'theirs']);
    expect(written).toMatchObject({ preset: 'theirs', cancelRequestedAt: 5, revision: 3 });
  });

  it('gives up with a passing error when others always come first', async () => {
    const { edit, deps } = await setUp((memory) => ({ ...memory, commit: async () => 'conflict' as const }));
    await expect(changeEdit(deps, edit.editId, () => ({}))).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'LEDGER_CONFLICT',
    });
  });

  it('refuses a task that belongs to another edit', async () => {
    const { memory, edit, deps } = await setUp();
    await memory.claim(runningEdit({ editId: idOf('other'), taskId: 'task-1' }), {});
    const submitting = await changeEdit(deps, edit.editId, () => ({ state: 'SUBMITTING' }));
    expect(submitting.changed).toBe(true);
    await expect(changeEdit(deps, edit.editId, () => ({ state: 'RUNNING', taskId: 'task-1' }))).rejects.toMatchObject({
      code: 'TASK_TAKEN',
    });
  });

  it('says which edit there is none of', async () => {
    const { deps } = await setUp();
    await expect(changeEdit(deps, 'nobody', () => ({}))).rejects.toMatchObject({
      code: 'EDIT_NOT_FOUND',
      message: expect.stringContaining('nobody'),
    });
  });
});
