import { describe, expect, it } from 'vitest';
import type { EditEvent } from '#core/events/events.ts';
import { createHandler } from '#functions/api/handler.ts';
import { waitingEdit } from '#test/support/edits.ts';
import { createFlow } from '#test/support/flow.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';

/** An API whose publisher fails the first time. */
const setUp = async () => {
  const flow = createFlow();
  const told: EditEvent[] = [];
  let tries = 0;
  const publisher = {
    publish: async (event: EditEvent): Promise<void> => {
      tries += 1;
      if (tries === 1) throw new Error('cut off');
      told.push(event);
    },
  };
  const sender = { send: async () => ({ kind: 'answered' as const, status: 204 }) };
  const webhooks = {
    store: createMemoryWebhooks(),
    sender,
    randomBytes: (length: number) => new Uint8Array(length),
    allowPrivate: false,
  };
  const handler = createHandler({
    ...flow.deps,
    publisher,
    webhooks,
    model: { ...flow.deps.model, cancelTask: async () => 'not-pending' },
    newId: () => 'id',
    config: { capacity: 7, version: '1' },
  });
  const edit = waitingEdit();
  await flow.ledger.claim(edit, {});
  const path = `/edits/${edit.editId}/cancel`;
  const cancel = async (): Promise<number> =>
    (await handler({ rawPath: path, headers: {}, isBase64Encoded: false, requestContext: { http: { method: 'POST', path } } }))
      .statusCode;
  return { flow, edit, told, cancel };
};

describe('a cancel that was cut off before anybody was told', () => {
  it('tells when it is called again', async () => {
    const { flow, edit, told, cancel } = await setUp();
    expect(await cancel()).toBe(500);
    expect(await cancel()).toBe(200);
    expect(told.map(({ detailType }) => detailType)).toEqual(['Image Edit Canceled']);
    expect(await flow.record(edit.editId)).toMatchObject({ state: 'CANCELED' });
  });
});
