/** What plain JavaScript can import, and what it cannot. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { Check } from './check.ts';
import type { Consumer } from './consumer.ts';

/** Runs a module in the project and answers the JSON that it prints. */
const printed = async (consumer: Consumer, code: string): Promise<unknown> => {
  const ended = await consumer.run('node', ['--input-type=module', '--eval', code]);
  assert.equal(ended.status, 0, ended.stderr);
  return JSON.parse(ended.stdout);
};

const KEY = Buffer.alloc(32, 7);
const SECRET = `whsec_${KEY.toString('base64')}`;
const SENT_AT = 1_767_225_600;

/** A message signed as Standard Webhooks says, without the package. */
const signed = (body: string) => ({
  payload: body,
  secret: SECRET,
  now: SENT_AT * 1000,
  headers: {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(SENT_AT),
    'webhook-signature': `v1,${createHmac('sha256', KEY).update(`msg_1.${SENT_AT}.${body}`).digest('base64')}`,
  },
});

/** The checks. */
export const imports: readonly Check[] = [
  {
    name: 'darkroom/client calls an API, and says when none answers',
    run: async (consumer) => {
      const code = `
        import { createServer } from 'node:http';
        import { ApiError, createClient } from 'darkroom/client';
        const asked = [];
        const server = createServer((request, response) => {
          asked.push(request.method + ' ' + request.url);
          response.end(JSON.stringify({ status: 'ok', time: '2026-01-01T00:00:00.000Z' }));
        });
        await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
        const client = createClient({ baseUrl: 'http://127.0.0.1:' + server.address().port });
        const health = await client.health();
        await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
        const error = await client.health().catch((reason) => reason);
        console.log(JSON.stringify({ asked, status: health.status, code: error instanceof ApiError && error.code }));`;
      assert.deepEqual(await printed(consumer, code), { asked: ['GET /health'], status: 'ok', code: 'NO_ANSWER' });
    },
  },
  {
    name: 'darkroom/webhooks takes a message that is signed by the standard, and refuses a changed one',
    run: async (consumer) => {
      const message = signed('{"type":"edit.succeeded"}');
      const code = `
        import { verifyWebhook } from 'darkroom/webhooks';
        const message = ${JSON.stringify(message)};
        const good = verifyWebhook(message);
        const changed = verifyWebhook({ ...message, payload: message.payload + ' ' });
        console.log(JSON.stringify([good.ok, good.id, changed.ok, changed.code]));`;
      assert.deepEqual(await printed(consumer, code), [true, 'msg_1', false, 'SIGNATURE_MISMATCH']);
    },
  },
  {
    name: 'nothing else can be imported, so that it may change',
    run: async (consumer) => {
      const code = `
        const codes = ['darkroom/core/edit.js', 'darkroom/local/runtime.js'].map((name) =>
          import(name).then(() => 'imported', (error) => error.code));
        console.log(JSON.stringify(await Promise.all(codes)));`;
      assert.deepEqual(await printed(consumer, code), Array(2).fill('ERR_PACKAGE_PATH_NOT_EXPORTED'));
    },
  },
];
