import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createResultDownloads } from '#adapters/dashscope/index.ts';
import { createRedact, safeCause, secretsOfUrl } from '#adapters/dashscope/session/redact.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Model } from '#core/ports/model.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { clientOf, everythingIn, keyring, thrownBy } from '../client.ts';

const BASE = 'https://service.example/api/v1';
const letters = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), minLength: 12, maxLength: 40 });
const keys = letters('abcdefghijklmnopqrstuvwxyz0123456789-_.').map((text) => `CANARYKEY${text}`);
const signatures = letters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789').map((text) => `CANARYSIG${text}`);
const settings = fc.constantFrom('Signature', 'X-Amz-Signature', 'token', 'q');

const calls = (image: string): readonly ((client: Model) => Promise<unknown>)[] => [
  (client) => client.createTask({ prompt: 'p', images: [image], parameters: { n: 1, promptExtend: true, watermark: false } }),
  (client) => client.getTask('t'),
  (client) => client.listTasks({ from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 1) }),
  (client) => client.cancelTask('t'),
  (client) => client.uploadPicture({ name: 'a', mediaType: 'image/png', bytes: 0, body: (async function* () {})() }),
];

/** Ways in which the other side could hand back what it was given. */
const leaks = (text: string, image: string): readonly (typeof globalThis.fetch)[] => {
  const answer = (status: number, body: unknown) => async () => new Response(JSON.stringify(body), { status });
  const throwing = (error: unknown) => async () => {
    throw error;
  };
  return [
    answer(400, { code: 'InvalidParameter', message: text, request_id: text }),
    answer(401, { code: 'InvalidApiKey', message: text }),
    answer(429, { code: text, message: text }),
    answer(500, { code: text, message: text, request_id: text }),
    answer(502, text),
    answer(200, { output: { task_status: text }, data: text, code: text }),
    throwing(new TypeError(text, { cause: Object.assign(new Error(text), { code: 'ECONNRESET', input: image, headers: text }) })),
    throwing(Object.assign(new Error('m', { cause: new AggregateError([new Error(text)], text) }), { code: text, name: text })),
    throwing(text),
    throwing({ message: text, request: { headers: { Authorization: text } } }),
  ];
};

describe('a secret', () => {
  it('is in no error, cause, stack, JSON or log line of the client, whatever the other side says', async () => {
    await fc.assert(
      fc.asyncProperty(keys, signatures, settings, async (key, signature, setting) => {
        const image = `https://bucket.example/a.png?Expires=1&${setting}=${signature}`;
        for (const [index, call] of calls(image).entries()) {
          // Only the create knows the signature; the other calls have to recognise it by the URL it stands in.
          const text = `bad ${key} for ${image}${index === 0 ? ` and ${signature}` : ''}`;
          for (const fetch of leaks(text, image)) {
            const telemetry = createRecordingTelemetry();
            const client = clientOf({ baseUrl: BASE, secrets: keyring(key), fetch, telemetry });
            const shown = await call(client).then(JSON.stringify, everythingIn);
            expect(shown).not.toContain(key);
            expect(shown).not.toContain(signature);
            expect(JSON.stringify(telemetry.lines)).not.toMatch(/CANARY/);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('does not leak when the key cannot be a header', async () => {
    for (const fetch of [undefined, globalThis.fetch]) {
      const secrets = keyring('sk-CANARYKEY\n0123456789');
      const client = clientOf({ baseUrl: 'http://127.0.0.1:9/api/v1', secrets, ...omitUndefined({ fetch }) });
      expect(everythingIn(await thrownBy(client.getTask('t')))).not.toContain('CANARY');
    }
  });

  it('of a result URL is in no error of a download', async () => {
    await fc.assert(
      fc.asyncProperty(signatures, fc.webUrl({ withQueryParameters: false }), async (signature, url) => {
        const downloads = createResultDownloads({
          clock: createVirtualClock(),
          resolve: async () => {
            throw Object.assign(new Error(`no ${signature}`), { hostname: signature });
          },
        });
        for (const text of [
          `${url}?Signature=${signature}`,
          `https://dashscope-a.oss-b.aliyuncs.com/1.png?Signature=${signature}`,
          `not a url ?${signature}`,
        ]) {
          const error = await thrownBy(downloads.open(text));
          expect(error.name).toBe('ResultUnavailable');
          expect(everythingIn(error)).not.toContain(signature);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('redaction', () => {
  it('knows the query, its values and the user of a URL, and nothing of other texts', () => {
    expect(secretsOfUrl('https://user:pass@h/p?a=1&Signature=x%2Fy')).toEqual([
      'a=1&Signature=x%2Fy',
      '1',
      'x%2Fy',
      '1',
      'x/y',
      'user:pass',
      'user',
      'pass',
    ]);
    expect(secretsOfUrl('https://h/p?%zz')).toEqual(['%zz', '%zz', '%zz']);
    expect(secretsOfUrl('oss://a/b')).toEqual([]);
    expect(secretsOfUrl('data:image/png;base64,AAAA?b')).toEqual([]);
  });

  it('keeps the chain of causes with names and codes, and ends an endless one', () => {
    const loop = Object.assign(new Error('outer'), { code: 'E1' });
    loop.cause = Object.assign(new TypeError('inner secret-value'), { code: 'E2', syscall: 'connect', cause: loop });
    const copy = safeCause(loop, createRedact(['secret-value']));
    expect(copy).toMatchObject({
      message: 'outer',
      code: 'E1',
      cause: { name: 'TypeError', message: 'inner (removed)', code: 'E2', syscall: 'connect' },
    });
    let depth = 0;
    for (let error: unknown = copy; error instanceof Error; error = error.cause) depth += 1;
    expect(depth).toBe(9);
  });
});
