import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LieRule } from '#simulator/index.ts';
import { createVirtualTaskService, START } from '../virtual-task-service.ts';

const KEY = { apiKey: 'sk-one' };

interface Row {
  readonly task_id: string;
  readonly status: string;
  readonly gmt_create: unknown;
  readonly model_name: string;
}

interface Listed {
  readonly data: readonly (Row | null)[];
  readonly total: number;
  readonly code?: string;
}

/** The list of a service that lies so, with one task that succeeded. */
const listed = (lie: LieRule): Listed => {
  const { service, at, create } = createVirtualTaskService({ lies: [lie] });
  create();
  at(100);
  return service.listTasks(KEY, { model_name: 'wan2.5-i2i-preview' }).body as unknown as Listed;
};

describe('a list that lags', () => {
  const service = (value: number | 'ever') => createVirtualTaskService({ lies: [{ lie: 'list-lag', value }] });
  const rowsOf = (virtual: ReturnType<typeof service>) =>
    (virtual.service.listTasks(KEY).body as unknown as Listed).data.map((row) => `${row?.task_id} ${row?.status}`);

  it('shows rows and statuses as they were', () => {
    const virtual = service(3600);
    virtual.create();
    const seen = [3599, 3600.02, 3630, 3661].map((seconds) => {
      virtual.at(seconds);
      return rowsOf(virtual);
    });
    expect(seen).toEqual([[], ['id-1 PENDING'], ['id-1 RUNNING'], ['id-1 SUCCEEDED']]);
  });

  it('for ever shows nothing', () => {
    const virtual = service('ever');
    virtual.create();
    virtual.at(80_000);
    expect(rowsOf(virtual)).toEqual([]);
  });

  it('never shows a later task without an earlier one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 0, max: 8000 }),
        fc.integer({ min: 0, max: 9000 }),
        (pauses, lag, later) => {
          const virtual = service(lag);
          let now = 0;
          const ids = pauses.map((pause) => {
            now += pause;
            virtual.at(now);
            return virtual.create();
          });
          virtual.at(now + later);
          const { data } = virtual.service.listTasks(KEY).body as unknown as Listed;
          const shown = data.map((row) => row?.task_id).reverse();
          expect(shown).toEqual(ids.slice(0, shown.length));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('a list that lies', () => {
  it('has statuses that are stale for ever', () => {
    expect(listed({ lie: 'list-status' }).data).toMatchObject([{ status: 'RUNNING' }]);
    expect(listed({ lie: 'list-status' }).data[0]).not.toHaveProperty('end_time');
  });

  it('has an error inside', () => {
    expect(listed({ lie: 'list-error' })).toMatchObject({ code: 'Throttling', data: [], total: 0 });
  });

  it.each([
    ['early', START - 30 * 86_400_000],
    ['late', START + 30 * 86_400_000],
    ['seconds', START / 1000],
    ['microseconds', START * 1000],
    ['text', String(START)],
    ['iso', '2026-01-15T04:00:00.000Z'],
    ['null', null],
  ])('writes instants %s', (value, written) => {
    expect(listed({ lie: 'list-instants', value }).data).toMatchObject([{ gmt_create: written }]);
  });

  it('spells the model otherwise', () => {
    expect(listed({ lie: 'list-model' }).data).toMatchObject([{ model_name: 'WAN2.5-I2I-PREVIEW' }]);
    expect(listed({ lie: 'list-model', value: 'wan2.5' }).data).toMatchObject([{ model_name: 'wan2.5' }]);
  });

  it('has rows that are none, or fewer than it counts', () => {
    expect(listed({ lie: 'list-null-row' })).toMatchObject({ data: [null, { task_id: 'id-1' }], total: 1 });
    expect(listed({ lie: 'list-total', value: 3 })).toMatchObject({ data: [{ task_id: 'id-1' }], total: 4 });
    expect(listed({ lie: 'list-no-rows' })).toMatchObject({ data: [], total: 1 });
  });

  it('refuses a value that it does not take', () => {
    expect(() => listed({ lie: 'list-instants', value: 'never' })).toThrow(RangeError);
  });
});
