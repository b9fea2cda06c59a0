import { describe, expect, it } from 'vitest';
import { edit, startSimulator } from '../listening-simulator.ts';

/** What the first create of a service that lies so answers, and how many tasks there are then. */
const first = async (lie: string, prompt = `blue [simulate lie ${lie}]`) => {
  const { simulator, create } = await startSimulator();
  const answer = await create(edit(prompt));
  const text = await answer.text();
  const isJson = answer.headers.get('content-type') === 'application/json';
  return { status: answer.status, body: isJson ? JSON.parse(text) : text, tasks: simulator.tasks().length };
};

describe('a create that was taken', () => {
  it.each([
    ['create-error', 500, 'InternalError'],
    ['create-error=ModelUnavailable', 500, 'ModelUnavailable'],
    ['create-code', 400, 'Gateway.ClientClosed'],
  ])('%s: is answered with HTTP %i, a code and a request id', async (lie, status, code) => {
    expect(await first(lie)).toMatchObject({
      status,
      tasks: 1,
      body: { code, message: expect.any(String), request_id: expect.any(String) },
    });
  });

  it.each([
    ['create-page', 499],
    ['create-page=404', 404],
    ['create-page=502', 502],
  ])('%s: is answered with a web page of status %i', async (lie, status) => {
    expect(await first(lie)).toMatchObject({ status, tasks: 1, body: expect.stringContaining('<html>') });
  });

  it('create-no-id: is answered without its task id', async () => {
    expect(await first('create-no-id')).toEqual({ status: 200, tasks: 1, body: { request_id: expect.any(String) } });
  });
});

describe('a create that was not taken', () => {
  it('refuse-400: is refused with a code that 500 usually has', async () => {
    expect(await first('refuse-400')).toMatchObject({
      status: 400,
      tasks: 0,
      body: { code: 'InternalError.Algo.InvalidParameter', request_id: expect.any(String) },
    });
  });

  it('refuse-200: is refused with status 200', async () => {
    expect(await first('refuse-200')).toMatchObject({ status: 200, tasks: 0, body: { code: 'DataInspectionFailed' } });
  });

  it('refuse-as: is refused with any status and code', async () => {
    expect(await first('refuse-as=410/ModelDeprecated')).toMatchObject({
      status: 410,
      tasks: 0,
      body: { code: 'ModelDeprecated' },
    });
  });

  it('body-limit: is refused by a gateway when its body is long, and only then', async () => {
    expect(await first('body-limit=600')).toMatchObject({ status: 200, tasks: 1 });
    const long = `${'x'.repeat(600)} [simulate lie body-limit=600]`;
    expect(await first('', long)).toMatchObject({ status: 413, tasks: 0, body: expect.stringContaining('<html>') });
  });

  it('cached-create: is answered with the first task', async () => {
    const { simulator, created } = await startSimulator({ lies: [{ lie: 'cached-create' }] });
    const ids = [await created(), await created(), await created()];
    expect([new Set(ids).size, simulator.tasks().length]).toEqual([1, 1]);
  });
});

describe('lies with a probability', () => {
  it('strike that share of the calls, the same ones for the same seed', async () => {
    const statuses = async () => {
      const { create } = await startSimulator({
        limits: { createsPerSecond: 100 },
        lies: [{ lie: 'create-error', when: { probability: 0.5 } }],
      });
      const seen: number[] = [];
      for (let call = 0; call < 40; call += 1) seen.push((await create(edit())).status);
      return seen;
    };
    const seen = await statuses();
    expect(seen.filter((status) => status === 500).length).toBeGreaterThan(8);
    expect(seen.filter((status) => status === 500).length).toBeLessThan(32);
    expect(await statuses()).toEqual(seen);
  });

  it('are told no more often than their rule says', async () => {
    const { create } = await startSimulator({ lies: [{ lie: 'create-error', times: 1 }] });
    expect([(await create(edit())).status, (await create(edit())).status]).toEqual([500, 200]);
  });
});
