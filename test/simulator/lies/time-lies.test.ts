import { describe, expect, it } from 'vitest';
import type { TaskServiceOptions } from '#simulator/index.ts';
import { startSimulator } from '../listening-simulator.ts';
import { bodyOf, createVirtualTaskService, HEADERS, START } from '../virtual-task-service.ts';

const KEY = { apiKey: 'sk-one' };

/** The clock as each place that tells the time shows it, in seconds after the start. */
const clocksOf = (options: Partial<TaskServiceOptions>, seconds = 0) => {
  const { service, at, create, output } = createVirtualTaskService(options);
  at(seconds);
  const id = create();
  const submitted = Date.parse(`${String(output(id).submit_time).replace(' ', 'T')}+08:00`);
  const [row] = service.listTasks(KEY).body.data as readonly { gmt_create: number }[];
  const after = (instant: number | undefined) => ((instant ?? Number.NaN) - START) / 1000;
  const date = service.date();
  return [after(date === undefined ? undefined : Date.parse(date)), after(submitted), after(row?.gmt_create)];
};

describe("a service's clock that is wrong", () => {
  it('is wrong alike in Date, submit_time and gmt_create', () => {
    expect(clocksOf({ lies: [{ lie: 'clock-skew', value: 7200 }] })).toEqual([7200, 7200, 7200]);
    expect(clocksOf({ clockSkewSeconds: -90 })).toEqual([-90, -90, -90]);
  });

  it('is what the filter of the list goes by', () => {
    const { service, create } = createVirtualTaskService({ lies: [{ lie: 'clock-skew', value: 7200 }] });
    create();
    const total = (fromMs: number, toMs: number) =>
      service.listTasks(KEY, { start_time: String(fromMs), end_time: String(toMs) }).body.total;
    expect([total(START - 60_000, START + 60_000), total(START + 7_140_000, START + 7_260_000)]).toEqual([0, 1]);
  });

  it('jumps when it is told to', () => {
    const lies = [{ lie: 'clock-jump', value: '-3600@100' }] as const;
    expect([clocksOf({ lies }, 99), clocksOf({ lies }, 100)]).toEqual([
      [99, 99, 99],
      [-3500, -3500, -3500],
    ]);
    const clockSkewSeconds = (now: number) => (now < START + 10_000 ? 5 : 0);
    expect([clocksOf({ clockSkewSeconds }, 9), clocksOf({ clockSkewSeconds }, 10)]).toEqual([
      [14, 14, 14],
      [10, 10, 10],
    ]);
  });

  it('does not make tasks faster or slower', () => {
    const { at, create, status } = createVirtualTaskService({ lies: [{ lie: 'clock-jump', value: '7200@30' }] });
    const id = create();
    at(59);
    expect(status(id)).toBe('RUNNING');
    at(61);
    expect(status(id)).toBe('SUCCEEDED');
  });

  it('may hide: no Date at all, or an honest one', async () => {
    const skew = { lie: 'clock-skew', value: 7200 } as const;
    expect(clocksOf({ lies: [skew, { lie: 'no-date' }] })).toEqual([Number.NaN, 7200, 7200]);
    expect(clocksOf({ lies: [skew, { lie: 'honest-date' }] })).toEqual([0, 7200, 7200]);
    const { call } = await startSimulator({ lies: [{ lie: 'no-date' }] });
    expect((await call('/tasks')).headers.has('date')).toBe(false);
  });
});

describe('limits that shrink', () => {
  it('are halved every so often, down to one', () => {
    const { service, at } = createVirtualTaskService({ quotas: true, lies: [{ lie: 'limits-shrink', value: 100 }] });
    const limits = (seconds: number) => {
      at(seconds);
      const { output } = service.getQuotas(KEY, { model: 'wan2.5-i2i-preview' }).body as {
        output: { quotas: readonly { model_limit: { request_limit: number; async_user_concurrency_limit: number } }[] };
      };
      const limit = output.quotas[0]?.model_limit;
      return [limit?.request_limit, limit?.async_user_concurrency_limit];
    };
    expect([0, 99, 100, 200, 10_000].map(limits)).toEqual([
      [5, 5],
      [5, 5],
      [2, 2],
      [1, 1],
      [1, 1],
    ]);
  });

  it('hold for creates and for tasks that start later', () => {
    const { service, at } = createVirtualTaskService({ lies: [{ lie: 'limits-shrink', value: 100 }] });
    at(100);
    const statuses = () => [1, 2, 3].map(() => service.createTask(HEADERS, bodyOf()).status);
    expect(statuses()).toEqual([200, 200, 429]);
    at(102);
    expect(statuses()).toEqual([200, 200, 429]);
    at(110);
    expect(service.tasks().map(({ status }) => status)).toEqual(['RUNNING', 'RUNNING', 'PENDING', 'PENDING']);
    at(300);
    expect(service.tasks().map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  });
});
