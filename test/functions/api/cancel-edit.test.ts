import { describe, expect, it } from 'vitest';
import { createApi } from '#test/support/api.ts';
import { queuedEdit, runningEdit, submittingEdit, waitingEdit } from '#test/support/edits.ts';

describe('POST /edits/{id}/cancel', () => {
  it('cancels a waiting edit at once: its token fails, its budget comes back, its place is free', async () => {
    const { call, keep, workflow, ledger, publisher } = await createApi();
    const edit = await keep(waitingEdit());

    const answer = await call('POST', `/edits/${edit.editId}/cancel`);

    expect(answer).toMatchObject({ status: 200, body: { status: 'CANCELED' } });
    expect(workflow.answers).toMatchObject([{ token: edit.taskToken, error: 'Canceled' }]);
    expect(await ledger.waiting(10)).toEqual([]);
    expect(await ledger.budgetUse('2026-01-01')).toMatchObject({ reserved: 0, charged: 0 });
    expect(publisher.events.at(-1)?.detailType).toBe('Image Edit Canceled');
    expect((await call('POST', `/edits/${edit.editId}/cancel`)).status).toBe(200);
  });

  it('notes it while the edit is handed over, without touching what may be paid', async () => {
    const { call, keep, canceled } = await createApi();
    const edit = await keep(submittingEdit());

    expect(await call('POST', `/edits/${edit.editId}/cancel`)).toMatchObject({
      status: 202,
      body: { status: 'SUBMITTING', cancelRequestedAt: expect.any(String) },
    });
    expect(canceled).toEqual([]);
  });

  it('asks the service while the edit is with it, and again when asked again', async () => {
    const { call, keep, canceled } = await createApi();
    const edit = await keep(runningEdit());

    expect((await call('POST', `/edits/${edit.editId}/cancel`)).status).toBe(202);
    expect((await call('POST', `/edits/${edit.editId}/cancel`)).status).toBe(202);
    expect(canceled).toEqual(['task-1', 'task-1']);
  });

  it.each(['SUCCEEDED', 'PARTIAL', 'FAILED', 'REJECTED', 'UNRESOLVED'] as const)(
    'answers 409 for one that is %s',
    async (state) => {
      const { call, keep } = await createApi();
      const edit = await keep(queuedEdit({ state }));

      expect(await call('POST', `/edits/${edit.editId}/cancel`)).toMatchObject({
        status: 409,
        body: { error: { code: 'EDIT_ENDED' } },
      });
    },
  );
});
