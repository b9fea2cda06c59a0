import { describe, expect, it } from 'vitest';
import { openBatchItem } from '#core/actions/open-batch-item.ts';
import { batchKey, nextBatchKey } from '#core/batch/idempotency-key.ts';
import type { Edit } from '#core/edit/edit.ts';
import { canonicalJson, editIdOfIdempotencyKey, hashOf } from '#core/ids.ts';
import { changed } from '#test/support/edits.ts';
import { createStartEditDeps } from '#test/support/start-edit-deps.ts';

const OBJECT = { key: 'inputs/a.png', fingerprint: '"1"', bytes: 1000 };
const INSTRUCTION = { prompt: 'Remove the dust' };
const FIRST_KEY = batchKey(OBJECT, INSTRUCTION);

const setUp = async () => {
  const deps = await createStartEditDeps();
  const open = (retryFailed = false, instruction: object = INSTRUCTION) =>
    openBatchItem(deps, OBJECT, instruction, { retryFailed });
  const fail = async (edit: Edit) => {
    const times = { ...edit.times, finishedAt: 1 };
    await deps.ledger.commit(edit, changed(edit, { state: 'FAILED', times, revision: edit.revision + 1 }));
  };
  return { ...deps, open, fail };
};

describe('one picture of a batch', () => {
  it('is opened as a call with its key, once', async () => {
    const { open, ledger } = await setUp();
    const { outcome, edit } = await open();
    expect(outcome).toBe('opened');
    expect(edit).toMatchObject({
      editId: editIdOfIdempotencyKey(FIRST_KEY),
      state: 'QUEUED',
      prompt: 'Remove the dust',
      resultPrefix: `results/api/${edit.editId}/`,
      source: {
        kind: 'api',
        idempotencyKey: FIRST_KEY,
        bodyHash: hashOf('edit', canonicalJson({ ...INSTRUCTION, images: ['inputs/a.png'] })),
      },
      images: [{ key: 'inputs/a.png' }],
    });
    expect((await open()).outcome).toBe('exists');
    expect(ledger.all()).toHaveLength(1);
  });

  it('that failed is tried again only when that is asked for, under a key of its own each time', async () => {
    const { open, fail, ledger } = await setUp();
    const first = (await open()).edit;
    await fail(first);
    expect(await open(false)).toMatchObject({ outcome: 'exists', edit: { editId: first.editId } });
    const second = await open(true);
    expect(second).toMatchObject({
      outcome: 'opened',
      edit: { editId: editIdOfIdempotencyKey(nextBatchKey(FIRST_KEY, first.editId)) },
    });
    await fail(second.edit);
    const third = await open(true);
    expect(third.edit.editId).toBe(editIdOfIdempotencyKey(nextBatchKey(FIRST_KEY, second.edit.editId)));
    expect((await open(true)).outcome).toBe('exists');
    expect(ledger.all()).toHaveLength(3);
  });

  it('that is refused remembers what was requested', async () => {
    const { open } = await setUp();
    const { edit } = await open(false, { preset: 'none' });
    expect(edit).toMatchObject({ state: 'REJECTED', preset: 'none', problem: { code: 'PRESET_NOT_FOUND' } });
    const refused = await open(false, { prompt: 'p', preset: 'none' });
    expect(refused.edit).toMatchObject({ state: 'REJECTED', prompt: 'p' });
  });

  it('is not tried more than a thousand times', async () => {
    const { open, fail, ledger } = await setUp();
    const { edit } = await open();
    await fail(edit);
    const failed = ledger.all()[0];
    let looks = 0;
    ledger.get = async () => {
      looks += 1;
      return failed;
    };
    expect((await open(true)).outcome).toBe('exists');
    expect(looks).toBe(1000);
  });
});
