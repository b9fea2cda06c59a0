import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '#client/client.ts';
import type { Runtime } from '#local/runtime.ts';
import { newHome, startRuntime } from '#test/e2e/home.ts';
import { bmpFile, jpegFile, pngFile, webpFile } from '#test/support/pictures/picture-files.ts';

let home: Awaited<ReturnType<typeof newHome>>;
let runtime: Runtime;
beforeAll(async () => {
  home = await newHome();
  runtime = await startRuntime(home.path, { watch: false });
});
afterAll(async () => {
  await runtime.stop();
  await home.remove();
});

/** Sends a request exactly as written: fetch would tidy the path and the Host up. */
const raw = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  new Promise<{ readonly status: number; readonly body: string; readonly headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      const { port } = new URL(runtime.url);
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
      });
      sent.on('error', reject);
      sent.end();
    },
  );

describe('files over HTTP', () => {
  it('are served with the type that their content has, not their name', async () => {
    await mkdir(join(home.path, 'uploads'), { recursive: true });
    await writeFile(join(home.path, 'uploads', 'page.png'), '<script>alert(1)</script>');
    const page = await fetch(`${runtime.url}/files/uploads/page.png`);
    expect(page.headers.get('content-type')).toBe('application/octet-stream');
    expect(page.headers.get('content-disposition')).toBe('attachment');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('content-security-policy')).toContain('sandbox');
  });
  it('are no BMP only because a text begins with BM', async () => {
    await writeFile(join(home.path, 'inputs', 'cars.png'), 'BMW and other makers of cars');
    const text = await fetch(`${runtime.url}/files/inputs/cars.png`);
    expect(text.headers.get('content-type')).toBe('application/octet-stream');
  });
  it('are shown as images in each of the formats that the service reads', async () => {
    const shown: (string | null)[] = [];
    for (const content of [pngFile(), jpegFile(), webpFile(), bmpFile()]) {
      await writeFile(join(home.path, 'inputs', 'any.bin'), content);
      shown.push((await fetch(`${runtime.url}/files/inputs/any.bin`)).headers.get('content-type'));
    }
    expect(shown).toEqual(['image/png', 'image/jpeg', 'image/webp', 'image/bmp']);
  });
  it.each([
    '/files/../ledger.sqlite',
    '/files/..%2fledger.sqlite',
    '/files/uploads/..%2f..%2f..%2fetc%2fpasswd',
    '/files/ledger.sqlite',
    '/files/.versions/x',
    '/files/%00',
    '/files/%E0%A4%A',
    '/files//etc/passwd',
    '/files/uploads/none.png',
  ])('are not found at %s', async (path) => {
    const answer = await raw(path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('SQLite');
  });
  it('are answered with 304 to a client that has them', async () => {
    await writeFile(join(home.path, 'inputs', 'x.bin'), 'x');
    const first = await fetch(`${runtime.url}/files/inputs/x.bin`);
    const etag = first.headers.get('etag') ?? '';
    expect((await fetch(`${runtime.url}/files/inputs/x.bin`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await raw('/files/inputs/x.bin', {}, 'HEAD')).body).toBe('');
  });
});

describe('uploads by ticket', () => {
  const ticket = async () =>
    (await createClient({ baseUrl: runtime.url }).uploads.create({ name: 'a.png', mediaType: 'image/png' })).upload;
  it('are stored under the key of the ticket', async () => {
    const client = createClient({ baseUrl: runtime.url });
    const key = await client.uploads.upload(new File(['content'], 'Ü + a.png', { type: 'image/png' }));
    expect(key).toMatch(/^inputs\/[0-9a-f]{40}\/Ü \+ a\.png$/);
    expect(await runtime.store.head({ key })).toMatchObject({ bytes: 7, mediaType: 'image/png' });
  });
  it('are rejected without a ticket', async () => {
    const answer = await fetch(`${runtime.url}/uploads/forged.token`, { method: 'PUT', body: 'x' });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ error: { code: 'TICKET_REFUSED' } });
  });
  it('are rejected when they are larger than an image may be', async () => {
    const { url } = await ticket();
    const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(10 * 1024 * 1024 + 1) }).catch(() => undefined);
    expect([413, undefined]).toContain(answer?.status);
    expect((await runtime.store.list('inputs/', { limit: 100 })).keys.filter((key) => key.endsWith('/a.png'))).toEqual([]);
  });
});

describe('the server', () => {
  it('answers foreign names with an error', async () => {
    expect((await raw('/edits', { host: 'evil.example' })).status).toBe(403);
  });
  it('answers a page of another site that wants to start an edit with an error', async () => {
    const answer = await fetch(`${runtime.url}/edits`, {
      method: 'POST',
      body: '{}',
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(403);
  });
  it('shows the console at /, with a policy that runs nothing of others', async () => {
    const answer = await fetch(`${runtime.url}/`);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  });
  it('answers unknown paths in the shape of every error', async () => {
    const answer = await fetch(`${runtime.url}/nothing`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      error: { code: expect.any(String), message: expect.any(String), hint: expect.any(String) },
    });
  });
  it('answers at /runtime which home it works in', async () => {
    expect(await (await fetch(`${runtime.url}/runtime`)).json()).toMatchObject({ home: home.path, model: 'simulated' });
  });
});
