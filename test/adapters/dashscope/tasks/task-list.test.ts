import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ListedTask,
  listableWindows,
  listQuery,
  oldestFirst,
  parseTaskPage,
  readAllPages,
} from '#adapters/dashscope/tasks/task-list.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 2);
const task = (n: number, change: Partial<ListedTask> = {}): ListedTask => ({
  taskId: `t${n}`,
  createdAt: n,
  status: 'RUNNING',
  model: undefined,
  ...change,
});

describe('the windows of a list', () => {
  it('are never longer than the service allows, and leave no instant out that it still remembers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * HOUR }), fc.integer({ min: 0, max: 60 * HOUR }), (back, length) => {
        const window = { from: NOW - back, to: NOW - back + length };
        const parts = listableWindows(window, NOW);
        for (const part of parts) expect(part.to - part.from + 3000).toBeLessThanOrEqual(24 * HOUR);
        for (const [index, part] of parts.entries()) {
          const before = parts[index - 1];
          expect(part.from).toBe(before === undefined ? Math.max(window.from, NOW - 25 * HOUR) : before.to + 1);
        }
        const forgotten = window.to < NOW - 25 * HOUR;
        expect(parts.at(-1)?.to).toBe(forgotten ? undefined : window.to);
      }),
    );
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
        const rows = await readAllPages(async (page) => ({
          rows: all.slice((page - 1) * 10, page * 10),
          pages: counted === 'pages' || counted === 'both' ? Math.ceil(count / 10) : undefined,
          total: counted === 'total' || counted === 'both' ? count : undefined,
        }));
        expect(rows).toEqual(all);
      }),
    );
  });

  it('may overlap when new tasks shift them', async () => {
    const pages = [
      [task(3), task(2)],
      [task(2), task(1)],
    ];
    const rows = await readAllPages(async (page) => ({ rows: pages[page - 1] ?? [], pages: 2, total: 3 }));
    expect(rows?.map(({ taskId }) => taskId)).toEqual(['t3', 't2', 't1']);
  });

  it('prove nothing when rows are missing or when they never end', async () => {
    expect(await readAllPages(async () => ({ rows: [task(1)], pages: 1, total: 2 }))).toBeUndefined();
    expect(await readAllPages(async () => ({ rows: [task(1)], pages: undefined, total: undefined }))).toBeUndefined();
  });

  it('are read only when every row can be: a row that cannot might be the one that is looked for', () => {
    const row = { task_id: 't', gmt_create: 1_767_225_600_000, status: 'PENDING' };
    expect(
      parseTaskPage({ data: [row, { ...row, gmt_create: '1767225600001', model_name: 'm' }], total: 2, total_page: 1 }),
    ).toEqual({
      rows: [
        { taskId: 't', createdAt: 1_767_225_600_000, status: 'PENDING', model: undefined },
        { taskId: 't', createdAt: 1_767_225_600_001, status: 'PENDING', model: 'm' },
      ],
      pages: 1,
      total: 2,
    });
    for (const broken of [{}, { ...row, gmt_create: 'today' }, { ...row, task_id: '' }, null]) {
      expect(parseTaskPage({ data: [row, broken], total: 2 })).toBeUndefined();
    }
    expect(parseTaskPage({ request_id: 'r' })).toBeUndefined();
  });
});

describe('the tasks of a window', () => {
  it('are those of our model inside it, each once, oldest first', () => {
    const listed = [
      task(5),
      task(3),
      task(3),
      task(9),
      task(4, { model: 'wan2.6-image' }),
      task(2, { model: 'wan2.5-i2i-preview' }),
      task(1),
    ];
    expect(oldestFirst(listed, { from: 2, to: 5 }).map(({ taskId }) => taskId)).toEqual(['t2', 't3', 't5']);
  });
});
