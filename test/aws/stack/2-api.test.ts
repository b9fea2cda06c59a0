/** Every route of the deployed HTTP API, and an execution that somebody stops. */
import { ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS } from '#core/api/operations.ts';
import { WEBHOOK_OPERATIONS } from '#core/api/webhook-operations.ts';
import { answered, call } from './api-client.ts';
import { drop, editIn, emulated, learnSpeed, ledger, outputs, sample, until } from './deployed.ts';

beforeAll(async () => {
  await learnSpeed();
  await drop('inputs/api.png', sample('clock.png'));
});

/** Waits through the API's own long poll. */
const ended = async (id: string): Promise<Record<string, unknown>> =>
  await until(`end of edit ${id}`, async () => {
    const { json } = await call('getEdit', { id, query: { wait: '20' } });
    return ['QUEUED', 'SUBMITTING', 'RUNNING'].includes(String(json.status)) ? undefined : json;
  });

describe('the HTTP API', () => {
  let id = '';

  it('says that it is well, and describes itself', async () => {
    expect((await call('getHealth')).status).toBe(200);
    const { status, json } = await call('getOpenApi');
    expect(status).toBe(200);
    expect(Object.keys(json.paths as object).toSorted()).toEqual(
      [...new Set(Object.values(OPERATIONS).map(({ path }) => path))].toSorted(),
    );
  });
  it.skipIf(emulated)('refuses whoever does not sign', async () => {
    expect((await call('listEdits', {}, false)).status).toBe(403);
  });
  it('takes an upload by ticket', async () => {
    const { status, json } = await call('createUpload', { body: { name: 'mine.png', mediaType: 'image/png' } });
    expect(status).toBe(201);
    const { url, fields } = json.upload as { readonly url: string; readonly fields: Record<string, string> };
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(sample('clock.png'))], { type: 'image/png' }));
    expect((await fetch(url, { method: 'POST', body: form })).status).toBeLessThan(300);
  });
  it('makes one edit of a call that is repeated with its Idempotency-Key, and shows its end', async () => {
    const order = {
      body: { prompt: 'Make it night', images: ['inputs/api.png'] },
      headers: { 'idempotency-key': `key-${Date.now()}` },
    };
    const [first, second] = [await call('createEdit', order), await call('createEdit', order)];
    id = String(first.json.id);
    expect(second.json.id).toBe(id);
    expect(await ended(id)).toMatchObject({ id, status: 'SUCCEEDED' });
  });
  it('lists edits, presets, the budget', async () => {
    const { json } = await call('listEdits', { query: { limit: '5' } });
    expect((json.edits as readonly { readonly id: string }[]).map((edit) => edit.id)).toContain(id);
    expect((await call('listPresets')).status).toBe(200);
    expect(await call('getBudget')).toMatchObject({ status: 200 });
  });
  it('does an ended edit again as a new one, and cancels nothing that has ended', async () => {
    expect((await call('cancelEdit', { id })).status).toBe(409);
    const { status, json } = await call('retryEdit', { id, body: {} });
    expect(status).toBeLessThan(300);
    expect(await ended(String(json.id))).toMatchObject({ status: 'SUCCEEDED', retryOf: id });
  });
});

describe('while submissions are paused', () => {
  beforeAll(async () => {
    expect((await call('setControls', { body: { paused: true } })).status).toBe(200);
  });
  afterAll(async () => {
    await call('setControls', { body: { paused: false } });
  });

  it('an edit waits, and is canceled at once when somebody asks', async () => {
    expect((await call('getControls')).json).toMatchObject({ paused: true });
    const { json } = await call('createEdit', { body: { prompt: 'Never mind', images: ['inputs/api.png'] } });
    const id = String(json.id);
    await until('task token', async () => (await ledger.get(id))?.taskToken);

    expect((await call('cancelEdit', { id })).json).toMatchObject({ id, status: 'CANCELED' });
  });
  it('an execution that is stopped gives its slot back and leaves a canceled edit', async () => {
    const key = 'uploads/stopped.png';
    const workflow = new SFNClient({});
    await drop(key, sample('clock.png'), { prompt: 'Will be stopped' });
    const { editId } = await editIn(key, 'QUEUED');
    await until('task token', async () => (await ledger.get(editId))?.taskToken);
    const { executions = [] } = await workflow.send(
      new ListExecutionsCommand({ stateMachineArn: outputs.StateMachineArn, statusFilter: 'RUNNING' }),
    );
    const executionArn = executions.find(({ name }) => name === editId)?.executionArn;

    await workflow.send(new StopExecutionCommand({ executionArn }));

    expect((await editIn(key, 'CANCELED')).editId).toBe(editId);
    expect(await ledger.get(editId)).not.toHaveProperty('slot');
    expect((await ledger.waiting(100)).map((edit) => edit.editId)).not.toContain(editId);
  });
});

/** With the same of 3-webhooks.test.ts these are all OPERATIONS: a route that nobody calls here fails one of the two. */
describe('the routes of the API', () => {
  it('were all called, and gave a good answer', () => {
    const expected = Object.keys(OPERATIONS).filter((name) => !Object.hasOwn(WEBHOOK_OPERATIONS, name));
    expect([...answered].toSorted()).toEqual(expected.toSorted());
  });
});
