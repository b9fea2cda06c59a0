import { describe, expect, it } from 'vitest';
import { createClient } from '#client/client.ts';
import { json, type Step, scriptedFetch } from './scripted-fetch.ts';

const ticket = (change: object) => ({
  key: 'inputs/1/a.png',
  upload: {
    method: 'PUT',
    url: 'http://files.test/u/1',
    headers: { 'content-type': 'image/png' },
    fields: {},
    expiresAt: 0,
    ...change,
  },
});
const file = (name = 'a.png') => new File([new Uint8Array([1, 2, 3])], name, { type: 'image/png' });
const clientOf = (...steps: readonly Step[]) => {
  const { fetch, sent } = scriptedFetch(...steps);
  return { client: createClient({ baseUrl: 'http://api.test', fetch }), sent };
};

describe('uploading an image', () => {
  it('asks for a ticket, sends the bytes where it says, and answers the key', async () => {
    const { client, sent } = clientOf(json(ticket({}), 201), json({ key: 'inputs/1/a.png' }));
    expect(await client.uploads.upload(file())).toBe('inputs/1/a.png');
    expect(sent[0]).toMatchObject({ url: 'http://api.test/uploads', body: { name: 'a.png', mediaType: 'image/png', bytes: 3 } });
    expect(sent[1]).toMatchObject({ method: 'PUT', url: 'http://files.test/u/1', headers: { 'content-type': 'image/png' } });
    expect(sent[1]?.body).toBeInstanceOf(Blob);
  });

  it('sends a form when the ticket has fields, the file last as S3 wants it', async () => {
    const { client, sent } = clientOf(
      json(ticket({ method: 'POST', headers: {}, fields: { key: 'inputs/1/a.png', policy: 'p' } })),
      new Response(null, { status: 204 }),
    );
    await client.uploads.upload(file());
    const form = sent[1]?.body as FormData;
    expect([...form.keys()]).toEqual(['key', 'policy', 'file']);
  });

  it('resolves an address that is relative to the API', async () => {
    const { client, sent } = clientOf(json(ticket({ url: '/uploads/token' })), json({}));
    await client.uploads.upload(file());
    expect(sent[1]?.url).toBe('http://api.test/uploads/token');
  });

  it('gives a name without slashes or control characters, which the API would reject', async () => {
    const { client, sent } = clientOf(json(ticket({})), json({}));
    await client.uploads.upload(file('a/b\u0007\\c.png'));
    expect(sent[0]?.body).toMatchObject({ name: 'a-b-\u002dc.png' });
  });

  it('says why the upload failed, in the words of the API or its own', async () => {
    const own = clientOf(json(ticket({})), json({ error: { code: 'TICKET_REFUSED', message: 'm', hint: 'h' } }, 403));
    await expect(own.client.uploads.upload(file())).rejects.toMatchObject({ status: 403, code: 'TICKET_REFUSED' });
    const s3 = clientOf(json(ticket({})), new Response('<Error>EntityTooLarge</Error>', { status: 400 }));
    await expect(s3.client.uploads.upload(file())).rejects.toMatchObject({ status: 400, code: 'UPLOAD_REFUSED' });
  });

  it('says which host did not answer', async () => {
    const { client } = clientOf(json(ticket({})), new TypeError('fetch failed'));
    await expect(client.uploads.upload(file())).rejects.toMatchObject({ status: 0, code: 'NO_ANSWER', message: /files\.test/ });
  });
});
