import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuota } from '#adapters/dashscope/tasks/quota.ts';
import { clientOf } from '../client.ts';

const MODEL = 'wan2.5-i2i-preview';
const limit = (change: object = {}) => ({
  request_limit: 300,
  request_limit_period: 60,
  usage_limit: null,
  usage_limit_field: 'total_tokens',
  usage_limit_period: 60,
  async_user_queue_limit: 500,
  async_user_concurrency_limit: 5,
  ...change,
});
const answer = (...quotas: readonly object[]) => ({ request_id: 'r', output: { total: quotas.length, page_no: 1, quotas } });

describe('the quota of an account', () => {
  it('is what the service documents: tasks at once, and requests over their period', () => {
    expect(parseQuota(answer({ model: MODEL, workspace_id: 'w', model_limit: limit(), workspace_limit: null }))).toEqual({
      runningTasks: 5,
      createsPerSecond: 5,
    });
  });

  it('is the lower one of account and workspace', () => {
    const workspace_limit = limit({ request_limit: 1, request_limit_period: 1, async_user_concurrency_limit: '2' });
    expect(parseQuota(answer({ model: MODEL, model_limit: limit(), workspace_limit }))).toEqual({
      runningTasks: 2,
      createsPerSecond: 1,
    });
  });

  it('is that of our model alone', () => {
    const other = { model: 'qwen-plus', model_limit: limit({ async_user_concurrency_limit: 1 }) };
    expect(parseQuota(answer(other, { model: MODEL, model_limit: limit() }))).toMatchObject({ runningTasks: 5 });
    expect(parseQuota(answer(other))).toBeUndefined();
  });

  it.each([
    [{ data: { max_running_tasks: 12 } }, { runningTasks: 12 }],
    [{ data: [{ model_name: MODEL, qps: 2 }] }, { createsPerSecond: 2 }],
    [{ quotas: [{ model: MODEL, limits: { rpm_limit: 90, concurrency: 3 } }] }, { runningTasks: 3, createsPerSecond: 1.5 }],
    [answer({ model: MODEL, model_limit: limit({ request_limit_period: undefined }) }), { runningTasks: 5 }],
    [answer({ model: MODEL, model_limit: limit({ async_user_concurrency_limit: null }) }), { createsPerSecond: 5 }],
  ])('is read from other shapes by what the names mean: %j', (json, quota) => {
    expect(parseQuota(json)).toEqual(quota);
  });

  it.each([undefined, '', [], {}, answer(), { output: { quotas: {} } }, { used_concurrency: 4, concurrency: 0, queue_limit: 9 }])(
    'is unknown where nothing tells it: %j',
    (json) => expect(parseQuota(json)).toBeUndefined(),
  );

  it('is positive whatever comes', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.dictionary(fc.constantFrom('qps', 'rpm', 'concurrency', 'request_limit'), fc.jsonValue()),
        (json, found) => {
          parseQuota(json);
          for (const value of Object.values(parseQuota(answer({ model: MODEL, model_limit: found })) ?? {})) {
            expect(value).toBeGreaterThan(0);
          }
        },
      ),
    );
  });
});

describe('asking for the quota', () => {
  const answering = (status: number, body: unknown) => {
    const urls: string[] = [];
    const fetch = async (url: unknown) => {
      urls.push(String(url));
      return new Response(JSON.stringify(body), { status });
    };
    return {
      urls,
      client: clientOf({ baseUrl: 'https://w.ap-southeast-1.maas.aliyuncs.com/api/v1', fetch: fetch as typeof globalThis.fetch }),
    };
  };

  it('asks for our model alone', async () => {
    const { client, urls } = answering(200, answer({ model: MODEL, model_limit: limit() }));
    expect(await client.quota()).toEqual({ runningTasks: 5, createsPerSecond: 5 });
    expect(urls).toEqual(['https://w.ap-southeast-1.maas.aliyuncs.com/api/v1/quotas?model=wan2.5-i2i-preview']);
  });

  it.each([
    [404, '<html></html>'],
    [403, { code: 'AccessDenied', request_id: 'r' }],
    [200, { code: 'Throttling', ...answer({ model: MODEL, model_limit: limit() }) }],
    [500, ''],
  ])('knows nothing, and throws nothing, where it is not answered: HTTP %i %j', async (status, body) => {
    expect(await answering(status, body).client.quota()).toBeUndefined();
  });

  it('throws nothing when there is no connection, nor a key', async () => {
    const fetch = async () => {
      throw new TypeError('fetch failed');
    };
    const apiKey = async (): Promise<string> => {
      throw new Error('denied');
    };
    expect(await clientOf({ baseUrl: 'https://service.example/api/v1', fetch }).quota()).toBeUndefined();
    expect(await clientOf({ baseUrl: 'https://service.example/api/v1', fetch, secrets: { apiKey } }).quota()).toBeUndefined();
  });
});
