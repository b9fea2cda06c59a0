import { describe, expect, it } from 'vitest';
import { ApiError } from '#client/api-error.ts';
import { createClient } from '#client/client.ts';
import { LONG_POLL_SECONDS } from '#client/edits.ts';
import type { EditView } from '#client/types.ts';
import { MAX_WAIT_SECONDS } from '#core/api/bodies.ts';
import { editView } from '../console/edit-view.ts';
import { json, type Step, scriptedFetch } from './scripted-fetch.ts';

const running = editView({ id: 'a', status: 'RUNNING' });
const done = editView({ id: 'a', status: 'SUCCEEDED', ended: true });
const clientOf = (...steps: readonly Step[]) => {
  const { fetch, sent } = scriptedFetch(...steps);
  return { client: createClient({ baseUrl: 'http://api.test/', fetch }), sent };
};
const rejection = async (promise: Promise<unknown>): Promise<ApiError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
};

describe('creating an edit', () => {
  it('sends the request once, with its Idempotency-Key', async () => {
    const { client, sent } = clientOf(json(running, 202));
    const request = { images: ['uploads/a.png'], prompt: 'night' };
    expect(await client.edits.create(request, { idempotencyKey: 'key-1' })).toEqual(running);
    expect(sent).toEqual([
      {
        method: 'POST',
        url: 'http://api.test/edits',
        headers: { accept: 'application/json', 'content-type': 'application/json', 'idempotency-key': 'key-1' },
        body: request,
      },
    ]);
  });

  it.each([503, 500, 429])('is never sent again by itself, not even after HTTP %i', async (status) => {
    const { client, sent } = clientOf(json({ error: { code: 'BUSY', message: 'busy', hint: 'wait' } }, status));
    const error = await rejection(client.edits.create({ images: ['a'] }));
    expect([error.status, error.code, error.temporary, sent.length]).toEqual([status, 'BUSY', true, 1]);
  });

  it('throws what the API rejected, with code, hint and the record that was kept of it', async () => {
    const record = editView({ id: 'r', status: 'REJECTED', ended: true });
    const { client } = clientOf(json({ error: { code: 'PICTURE_TOO_SMALL', message: 'm', hint: 'h' }, edit: record }, 422));
    const error = await rejection(client.edits.create({ images: ['a'] }));
    expect(error.problem).toEqual({ code: 'PICTURE_TOO_SMALL', message: 'm', hint: 'h' });
    expect([error.edit?.id, error.temporary]).toEqual(['r', false]);
  });

  it('names the status when something else than the API answers', async () => {
    const { client } = clientOf(new Response('<html>Bad gateway</html>', { status: 502 }));
    expect((await rejection(client.edits.create({ images: ['a'] }))).code).toBe('UNEXPECTED_ANSWER');
  });

  it('rejects a page of HTML with status 200', async () => {
    const { client } = clientOf(new Response('<html>Hello</html>'));
    expect((await rejection(client.edits.create({ images: ['a'] }))).code).toBe('UNEXPECTED_ANSWER');
  });

  it('names the address that did not answer, and keeps the cause', async () => {
    const cause = new TypeError('fetch failed');
    const { client } = clientOf(cause);
    const error = await rejection(client.edits.create({ images: ['a'] }));
    expect([error.status, error.code, error.cause, error.temporary]).toEqual([0, 'NO_ANSWER', cause, true]);
    expect(error.message).toContain('http://api.test');
  });
});

describe('waiting for an edit', () => {
  it('looks once, then long-polls until it is over, and shows every view', async () => {
    const seen: EditView[] = [];
    const { client, sent } = clientOf(json(running), json(running), json(done));
    expect(await client.edits.wait('a', { onView: (edit) => seen.push(edit) })).toEqual(done);
    expect(sent.map(({ url }) => url)).toEqual([
      'http://api.test/edits/a',
      'http://api.test/edits/a?wait=20',
      'http://api.test/edits/a?wait=20',
    ]);
    expect(seen).toEqual([running, running, done]);
  });

  it('asks for the longest wait that the API gives', () => {
    expect(LONG_POLL_SECONDS).toBe(MAX_WAIT_SECONDS);
  });

  it('ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const { client } = clientOf(() => {
      controller.abort(new Error('enough'));
      return json(running);
    });
    await expect(client.edits.wait('a', { signal: controller.signal })).rejects.toThrow('enough');
  });
});

describe('listing edits', () => {
  it('sends only the filters that are set', async () => {
    const { client, sent } = clientOf(json({ edits: [] }));
    await client.edits.list({ limit: 5, state: 'FAILED', search: 'red dress' });
    expect(sent[0]?.url).toBe('http://api.test/edits?limit=5&state=FAILED&search=red+dress');
  });

  it('goes through all pages as they are consumed, and no further', async () => {
    const page = (id: string, cursor?: string) => json({ edits: [editView({ id })], ...(cursor && { cursor }) });
    const { client, sent } = clientOf(page('a', 'one'), page('b', 'two'), page('c'));
    const ids: string[] = [];
    for await (const { id } of client.edits.all({ state: 'SUCCEEDED' })) ids.push(id);
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(sent.at(-1)?.url).toBe('http://api.test/edits?state=SUCCEEDED&cursor=two');

    const early = clientOf(page('a', 'one'));
    for await (const edit of early.client.edits.all()) {
      expect(edit.id).toBe('a');
      break;
    }
    expect(early.sent.length).toBe(1);
  });
});

describe('cancel, retry, presets, controls and budget', () => {
  it('put the id of the edit into the path, whatever it contains', async () => {
    const { client, sent } = clientOf(json(done), json(running));
    await client.edits.cancel('a/b');
    await client.edits.retry('a', { prompt: 'day' }, { idempotencyKey: 'key-2' });
    expect(sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', 'http://api.test/edits/a%2Fb/cancel', undefined],
      ['POST', 'http://api.test/edits/a/retry', { prompt: 'day' }],
    ]);
    expect(sent[1]?.headers['idempotency-key']).toBe('key-2');
  });

  it('are read from their own paths, and the controls are set', async () => {
    const { client, sent } = clientOf(json({ presets: [] }), json({ paused: false }), json({ paused: true }), json({ day: 'd' }));
    expect(await client.presets.list()).toEqual([]);
    expect(await client.controls.get()).toEqual({ paused: false });
    expect(await client.controls.set({ paused: true })).toEqual({ paused: true });
    await client.budget.get();
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET http://api.test/presets',
      'GET http://api.test/controls',
      'PUT http://api.test/controls',
      'GET http://api.test/budget',
    ]);
  });

  it('are signed, each with its own method, address and body', async () => {
    const { fetch, sent } = scriptedFetch(json({ paused: true }));
    const sign = ({ method, url, body }: { readonly method: string; readonly url: string; readonly body?: string }) => ({
      authorization: `${method} ${url} ${body}`,
    });
    await createClient({ baseUrl: 'http://api.test', fetch, sign }).controls.set({ paused: true });
    expect(sent[0]?.headers.authorization).toBe('PUT http://api.test/controls {"paused":true}');
  });
});
