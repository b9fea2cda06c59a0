import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createHttpWebhookSender } from '#adapters/webhook-delivery/http-sender.ts';
import { addEndpoint, redeliver, testEndpoint } from '#core/actions/manage-webhooks.ts';
import { RETRY_DELAYS_MS } from '#core/webhooks/schedule.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';

const root = join(import.meta.dirname, '../..');

let page: string;
let folder: string;

beforeAll(async () => {
  page = await readFile(join(root, 'docs/webhooks.md'), 'utf8');
  folder = await mkdtemp(join(tmpdir(), 'webhook-listing-'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** The listing of the page as a module; the package's name leads to the sources. */
const listing = async (): Promise<{ receive: RequestListener }> => {
  const code = /```js\n(.*?)```/s.exec(page)?.[1] ?? '';
  const sources = pathToFileURL(join(root, 'core/webhooks/verify.ts')).href;
  expect(code).toContain("from 'darkroom/webhooks'");
  const file = join(folder, 'receive.mjs');
  await writeFile(file, code.replace('darkroom/webhooks', sources));
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as { receive: RequestListener };
};

describe('the page about webhooks', () => {
  it('shows a consumer that takes what Darkroom sends, once, and refuses everybody else', async () => {
    const { receive } = await listing();
    const said = vi.spyOn(console, 'log').mockReturnValue();
    const server = createServer(receive);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/darkroom`;
    try {
      const clock = { now: () => Date.now() };
      const deps = {
        store: createMemoryWebhooks(),
        sender: createHttpWebhookSender({ allowPrivate: true, clock }),
        telemetry: createRecordingTelemetry(),
        clock,
        randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
        allowPrivate: true,
      };
      const { id, secret } = await addEndpoint(deps, { url });
      vi.stubEnv('DARKROOM_WEBHOOK_SECRET', secret);
      const tried = await testEndpoint(deps, id);
      expect(tried).toMatchObject({ state: 'DELIVERED', log: [{ status: 204 }] });
      expect(await redeliver(deps, id, tried.id)).toMatchObject({ state: 'DELIVERED' });
      expect(said).toHaveBeenCalledTimes(1);
      expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(400);
    } finally {
      await new Promise((done) => server.close(done));
    }
  });

  it('names the delays that retries really have', () => {
    const minutes = RETRY_DELAYS_MS.map((delay) => delay / 60_000);
    expect(minutes).toEqual([5, 30, 120, 300, 600, 600]);
    expect(page.replace(/\s+/g, ' ')).toContain('about 5 minutes, 30 minutes, 2, 5, 10 and 10 hours');
  });
});
