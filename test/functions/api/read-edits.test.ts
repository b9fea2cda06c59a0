import { describe, expect, it } from 'vitest';
import { editListSchema } from '#core/api/bodies.ts';
import { editViewSchema } from '#core/api/edit-schema.ts';
import { createApi } from '#test/support/api.ts';
import { changed, idOf, queuedEdit, runningEdit, waitingEdit } from '#test/support/edits.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

describe('GET /edits', () => {
  it('pages, newest first, and filters', async () => {
    const { call, keep } = await createApi();
    for (const [index, state] of (['QUEUED', 'FAILED', 'QUEUED'] as const).entries()) {
      await keep(
        queuedEdit({
          editId: idOf(`e${index}`),
          state,
          prompt: `number ${index}`,
          times: { createdAt: VIRTUAL_EPOCH + index, updatedAt: VIRTUAL_EPOCH + index },
        }),
      );
    }

    const first = await call('GET', '/edits', { query: { limit: '2' } });
    const second = await call('GET', '/edits', { query: { limit: '2', cursor: first.body.cursor } });

    expect(editListSchema.safeParse(first.body).error).toBeUndefined();
    expect(first.body.edits.map((edit: { prompt: string }) => edit.prompt)).toEqual(['number 2', 'number 1']);
    expect(second.body).toMatchObject({ edits: [{ prompt: 'number 0' }] });
    expect(second.body.cursor).toBeUndefined();
    expect((await call('GET', '/edits', { query: { state: 'FAILED', search: 'NUMBER' } })).body.edits).toHaveLength(1);
    expect(await call('GET', '/edits', { query: { limit: '101' } })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('must be 1 to 100') } },
    });
    expect(await call('GET', '/edits', { query: { state: 'DONE' } })).toMatchObject({ status: 400 });
  });
});

describe('GET /edits/{id}', () => {
  it('shows everything but tokens and keys', async () => {
    const { call, keep } = await createApi();
    await keep(
      waitingEdit({
        editId: idOf('before'),
        source: { kind: 'api', bodyHash: 'h', idempotencyKey: 'secret-key' },
        taskToken: 'secret-token',
        times: { createdAt: VIRTUAL_EPOCH, updatedAt: VIRTUAL_EPOCH, waitingSince: VIRTUAL_EPOCH - 5 },
      }),
    );
    const edit = await keep(
      waitingEdit({
        images: [{ kind: 'url', url: 'https://example.com/a.png' }],
        cancelRequestedAt: VIRTUAL_EPOCH,
        retryOf: idOf('before'),
      }),
    );

    const { body } = await call('GET', `/edits/${edit.editId}`);
    const text = JSON.stringify([body, (await call('GET', `/edits/${idOf('before')}`)).body]);

    expect(body).toMatchObject({
      queuePosition: 2,
      images: [{ url: 'https://example.com/a.png' }],
      cancelRequestedAt: expect.any(String),
    });
    expect(text).not.toMatch(/secret|token|idempotency/i);
  });

  it('shows results, usage, cost and seconds of an ended edit', async () => {
    const { call, keep } = await createApi();
    const at = (seconds: number): number => VIRTUAL_EPOCH + seconds * 1000;
    const edit = await keep(
      runningEdit({
        state: 'PARTIAL',
        results: [
          { index: 1, key: 'results/x/1.png', width: 1, height: 2, bytes: 3, sha256: 'f' },
          { index: 2, problem: { code: 'DataInspectionFailed', message: 'm', hint: 'h' } },
        ],
        imageCount: 1,
        costUsd: 0.03,
        preset: 'p',
        actualPrompt: 'better',
        problem: { code: 'c', message: 'm', hint: 'h' },
        times: {
          createdAt: at(0),
          updatedAt: at(99),
          submittedAt: at(10),
          taskSubmittedAt: at(10),
          taskScheduledAt: at(11),
          taskEndedAt: at(71),
          finishedAt: at(80),
        },
      }),
    );

    const { body } = await call('GET', `/edits/${edit.editId}`);

    expect(editViewSchema.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({
      ended: true,
      results: [
        { index: 1, url: expect.stringContaining('results/x/1.png') },
        { index: 2, problem: { code: 'DataInspectionFailed' } },
      ],
      usage: { imageCount: 1 },
      costUsd: 0.03,
      seconds: { waiting: 10, model: 60, total: 80 },
      links: { retry: `/edits/${edit.editId}/retry` },
    });
  });

  it('waits until the status changes, and no longer than it may', async () => {
    const { call, keep, ledger, clock } = await createApi();
    const edit = await keep(runningEdit());

    const waiting = call('GET', `/edits/${edit.editId}`, { query: { wait: '20' } });
    await clock.advance(4500);
    await ledger.commit(edit, changed(edit, { revision: 2, state: 'FAILED' }));
    expect((await clock.drive(waiting)).body.status).toBe('FAILED');
    expect(clock.now() - VIRTUAL_EPOCH).toBe(5000);

    const other = await keep(runningEdit({ editId: idOf('other'), taskId: 'task-2' }));
    const from = clock.now();
    expect((await clock.drive(call('GET', `/edits/${other.editId}`, { query: { wait: '600' } }))).body.status).toBe('RUNNING');
    expect(clock.now() - from).toBe(20_000);
    expect((await call('GET', `/edits/${edit.editId}`, { query: { wait: '20' } })).body.status).toBe('FAILED');
    expect((await call('GET', `/edits/${edit.editId}`, { query: { wait: 'long' } })).status).toBe(400);
  });

  it.each(['x', idOf('nobody'), '%2e%2e', '%'])('answers 404 for an id that is not there: %s', async (id) => {
    const { call } = await createApi();
    expect(await call('GET', `/edits/${id}`)).toMatchObject({ status: 404, body: { error: { code: 'EDIT_NOT_FOUND' } } });
  });
});
