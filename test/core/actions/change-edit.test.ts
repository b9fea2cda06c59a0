import { describe, expect, it } from 'vitest';
import { changeEdit } from '#core/actions/change-edit.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { idOf, queuedEdit, runningEdit } from '#test/support/edits.ts';
import { createMemoryLedger, type MemoryLedger } from '#test/support/memory-ledger.ts';
import { createVirtualClock, VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

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
      message: `edit ${edit.editId} was changed by others 12 times in a row`,
    });
  });

  it('refuses a task that belongs to another edit', async () => {
    const { memory, edit, deps } = await setUp();
    await memory.claim(runningEdit({ editId: idOf('other'), taskId: 'task-1' }), {});
    const submitting = await changeEdit(deps, edit.editId, () => ({
      state: 'SUBMITTING',
      submission: { attempt: 1, startedAt: 1, until: 2 },
    }));
    expect(submitting.changed).toBe(true);
    await expect(
      changeEdit(deps, edit.editId, () => ({ state: 'RUNNING', taskId: 'task-1', times: { submittedAt: 1 } })),
    ).rejects.toMatchObject({
      code: 'TASK_TAKEN',
      message: `task task-1 already belongs to another edit than ${edit.editId}`,
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
