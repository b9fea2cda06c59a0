import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isRemembered,
  listableWindows,
  listQuery,
  oldestFirst,
  parseTaskPage,
  readAllPages,
  type TaskPage,
} from '#adapters/dashscope/tasks/task-list.ts';
import type { TaskRow } from '#core/service/task.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 2);
const MODEL = 'wan2.5-i2i-preview';
const task = (n: number): TaskRow => ({ taskId: `t${n}`, createdAt: n, status: 'RUNNING' });
const page = (rows: readonly TaskRow[], change: Partial<TaskPage> = {}): TaskPage => ({
  rows,
  ids: rows.map(({ taskId }) => taskId),
  count: rows.length,
  understood: true,
  pages: undefined,
  total: undefined,
  ...change,
});

describe('the windows of a list', () => {
  it('are never longer than the service allows, and leave no instant out that it can still know', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90 * HOUR }), (length) => {
        const window = { from: NOW - length, to: NOW };
        const parts = listableWindows(window);
        for (const part of parts) expect(part.to - part.from + 3000).toBeLessThanOrEqual(24 * HOUR);
        for (const [index, part] of parts.entries()) if (index > 0) expect(part.from).toBe((parts[index - 1]?.to ?? 0) + 1);
        expect(parts.at(-1)?.to).toBe(window.to);
        expect(parts[0]?.from).toBeLessThanOrEqual(Math.max(window.from, NOW - 25 * HOUR));
      }),
    );
  });

  it('are remembered by the service for 24 hours of its clock', () => {
    expect(isRemembered({ from: NOW - 24 * HOUR, to: NOW }, NOW)).toBe(true);
    expect(isRemembered({ from: NOW - 24 * HOUR - 1, to: NOW }, NOW)).toBe(false);
  });

  it('are asked for in whole seconds of Beijing time that contain them', () => {
    expect(listQuery({ from: Date.UTC(2026, 0, 1, 0, 0, 0, 500), to: Date.UTC(2026, 0, 1, 0, 0, 1, 500) }, 3)).toBe(
      'page_no=3&page_size=10&start_time=20260101075959&end_time=20260101080003&model_name=wan2.5-i2i-preview',
    );
  });
});

describe('the pages of a list', () => {
  it('are read to the last, whether the service counts pages, tasks or neither', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(35), fc.constantFrom('pages', 'total', 'both', 'neither'), async (count, counted) => {
        const all = Array.from({ length: count }, (_, n) => task(n));
        const listed = await readAllPages(async (number) =>
          page(all.slice((number - 1) * 10, number * 10), {
            pages: counted === 'pages' || counted === 'both' ? Math.ceil(count / 10) : undefined,
            total: counted === 'total' || counted === 'both' ? count : undefined,
          }),
        );
        expect(listed).toEqual({ rows: all, understood: true });
      }),
    );
  });

  it('may overlap when new tasks shift them', async () => {
    const pages = [
      [task(3), task(2)],
      [task(2), task(1)],
    ];
    const { rows, understood } = await readAllPages(async (number) => page(pages[number - 1] ?? [], { pages: 2, total: 3 }));
    expect(understood).toBe(true);
    expect(oldestFirst(rows).map(({ taskId }) => taskId)).toEqual(['t1', 't2', 't3']);
  });

  it('are not understood when rows are missing, when they never end, or when one of them is not', async () => {
    const rows = [task(1)];
    const missing = await readAllPages(async (n) => page(n === 1 ? rows : [], { pages: 1, total: 2 }));
    expect(missing).toEqual({ rows, understood: false });
    expect(await readAllPages(async () => page(rows))).toMatchObject({ understood: false });
    expect(await readAllPages(async (n) => page(rows, { pages: 2, understood: n === 2 }))).toMatchObject({ understood: false });
  });

  it('are kept where a later one cannot be read, and are not understood', async () => {
    const read = (broken: number) => async (number: number) => {
      if (number === broken) throw new Error('HTTP 500');
      return page([task(number)], { pages: 3, total: 3 });
    };
    expect(await readAllPages(read(3))).toEqual({ rows: [task(1), task(2)], understood: false });
    await expect(readAllPages(read(1))).rejects.toThrow('HTTP 500');
  });

  describe('whose counts are wrong', () => {
    const all = Array.from({ length: 25 }, (_, n) => task(n));
    const at = (number: number, size = 10): readonly TaskRow[] => all.slice((number - 1) * size, number * size);

    it.each<[string, (number: number) => TaskPage]>([
      ['too low', (number) => page(at(number), { total: 1, pages: 1 })],
      ['none at all', (number) => page(at(number), { total: 0, pages: 0 })],
      ['too few pages', (number) => page(at(number), { total: 25, pages: 1 })],
      ['pages of another size', (number) => page(at(number, 5), { total: 25, pages: 3 })],
    ])('are read to their end all the same: %s', async (_what, read) => {
      expect(await readAllPages(async (number) => read(number))).toEqual({ rows: all, understood: true });
    });

    it.each<[string, (number: number) => TaskPage]>([
      [
        'a page that comes empty, with a count of its own',
        (n) => (n === 2 ? page([], { total: 0 }) : page(at(n), { total: 25 })),
      ],
      ['a page that comes empty, without one', (n) => (n === 2 ? page([]) : page(at(n), { total: 25, pages: 3 }))],
      ['fewer pages than were counted', (n) => page(n < 3 ? at(n) : [], { pages: 4 })],
      ['the first page again and again', () => page(at(1), { pages: 3 })],
      ['the first page for ever, and a count of none', () => page(at(1), { total: 0, pages: 0 })],
      ['the first page for ever, without any count', () => page(at(1))],
      ['nothing but rows without an id', () => page([], { count: 1, understood: false, total: 0, pages: 0 })],
      ['too high', (n) => page(at(n), { total: 26, pages: 3 })],
    ])('are not understood: %s', async (_what, read) => {
      let calls = 0;
      const listed = await readAllPages(async (number) => {
        calls += 1;
        return read(number);
      });
      expect(listed.understood).toBe(false);
      expect(calls).toBeLessThan(6);
    });
  });

  it('count the tasks that are left out, so that those of another model are not missed', async () => {
    const listed = await readAllPages(async () => page([task(1)], { ids: ['t1', 'other'], count: 2, total: 2, pages: 1 }));
    expect(listed).toEqual({ rows: [task(1)], understood: true });
  });
});

describe('one page', () => {
  const from = Date.UTC(2026, 0, 1);
  const window = { from, to: from + 60_000 };
  const good = { task_id: 'good', gmt_create: from + 1, status: 'PENDING', model_name: MODEL };
  const read = (...data: readonly unknown[]) => parseTaskPage({ data, total: data.length, total_page: 1 }, window);
  const goodRow = { taskId: 'good', createdAt: from + 1, status: 'PENDING' };

  it('is read with what it counts, also when its numbers are written as texts', () => {
    expect(
      parseTaskPage({ data: [{ ...good, gmt_create: String(from + 1) }], total: '1', total_page: '1', new: {} }, window),
    ).toEqual({ rows: [goodRow], ids: ['good'], count: 1, understood: true, pages: 1, total: 1 });
  });

  it('takes an instant with a fraction of a millisecond for one', () => {
    expect(read({ ...good, gmt_create: from + 1.25 })).toMatchObject({ rows: [goodRow], understood: true });
  });

  it('is none without rows, be they none', () => {
    for (const json of [undefined, {}, { request_id: 'r' }, { data: null, total: 0 }, { data: {} }, []]) {
      expect(parseTaskPage(json, window)).toBeUndefined();
    }
    expect(read()).toMatchObject({ rows: [], understood: true });
  });

  it.each([
    ['in seconds', Math.floor(from / 1000)],
    ['in microseconds', from * 1000],
    ['as a text', '2026-01-01 08:00:00.001'],
    ['far before what was asked for', from - HOUR],
    ['far after what was asked for', from + HOUR],
    ['negative', -1],
    ['missing', undefined],
  ])('keeps a row whose instant is %s as a candidate, and is not understood', (_what, gmt_create) => {
    expect(read({ ...good, task_id: 'odd', gmt_create }, good)).toMatchObject({
      rows: [{ taskId: 'odd', status: 'PENDING' }, goodRow],
      understood: false,
    });
    expect(read({ ...good, gmt_create })?.rows[0]).not.toHaveProperty('createdAt');
  });

  it.each([
    'WAN2.5-I2I-PREVIEW',
    'wan2_5_i2i_preview',
    'wan2.5-i2i-preview-2026-01-01',
    'wan2.5-i2i',
    'bailian/wan2.5-i2i-preview',
    '-',
    7,
    {},
  ])('keeps a row of a model that may be ours (%j) as a candidate, and is not understood', (model_name) => {
    expect(read({ ...good, model_name })).toMatchObject({ rows: [goodRow], understood: false });
  });

  it.each([undefined, null, ''])('takes a row without a model (%j) as what was asked for', (model_name) => {
    expect(read({ ...good, model_name })).toMatchObject({ rows: [goodRow], understood: true });
  });

  it.each(['wan2.5-t2i-preview', 'wan2.6-image', 'qwen-image-edit', 'wan2.2-i2v'])(
    'leaves out a row of another model (%s), wherever its instant lies',
    (model_name) => {
      expect(read({ ...good, model_name, gmt_create: 7 }, good)).toMatchObject({ rows: [goodRow], understood: true, count: 2 });
    },
  );

  it.each([null, 'text', [], {}, { ...good, task_id: '' }, { ...good, task_id: undefined }, { ...good, task_id: 'a\nb' }])(
    'is not understood over a row without an id (%j), which hides no other',
    (row) => {
      expect(read(row, good)).toMatchObject({ rows: [goodRow], understood: false, count: 2 });
    },
  );

  it('leaves out the rows of the seconds by which the window was widened', () => {
    const before = { ...good, task_id: 'before', gmt_create: from - 1 };
    const after = { ...good, task_id: 'after', gmt_create: window.to + 1 };
    expect(read(before, good, after)).toMatchObject({ rows: [goodRow], understood: true });
  });

  it('reads a row without a status as one that says nothing of itself', () => {
    expect(read({ ...good, status: undefined })?.rows).toEqual([{ ...goodRow, status: 'UNKNOWN' }]);
  });

  it('never throws, and never loses a row that has an id and no other model', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.array(fc.record({ task_id: fc.stringMatching(/^[a-z]{1,8}$/), gmt_create: fc.jsonValue(), status: fc.jsonValue() })),
        (json, rows) => {
          parseTaskPage(json, window);
          const listed = read(...rows);
          const kept = new Set(listed?.rows.map(({ taskId }) => taskId));
          // An object is no instant; some of them cannot even be made a number.
          const instantOf = (value: unknown) => (typeof value === 'object' ? Number.NaN : Number(value));
          const inMargin = ({ gmt_create }: { readonly gmt_create: unknown }) =>
            Math.abs(instantOf(gmt_create) - from) < 2 * HOUR;
          for (const row of rows) if (!inMargin(row)) expect(kept).toContain(row.task_id);
        },
      ),
    );
  });
});

describe('the tasks of a list', () => {
  it('come once each, oldest first, those of an unknown instant last', () => {
    const odd = { taskId: 'odd', status: 'RUNNING' };
    expect(oldestFirst([odd, task(5), task(3), task(3), odd, task(2)])).toEqual([task(2), task(3), task(5), odd]);
  });
});
