/** The task list of the service: windows it can be asked for, its pages, and the order of its rows. */
import { MODEL, TASK_RETENTION_MS } from '#core/service/limits.ts';
import type { TaskRow } from '#core/service/task.ts';
import { formatListTime } from '../wire/beijing-time.ts';
import { readTaskPage } from '../wire/wire.ts';

/** One row with the model it belongs to, when the service says so. */
export interface ListedTask extends TaskRow {
  readonly createdAt: number;
  readonly model: string | undefined;
}

/** One page of the list; `total` counts the rows of all pages, when the service says so. */
export interface TaskPage {
  readonly rows: readonly ListedTask[];
  readonly pages: number | undefined;
  readonly total: number | undefined;
}

/** The documented default; nobody documents a largest size. */
const PAGE_SIZE = 10;

/** The service refuses windows above 24 h; one hour less leaves room for rounding to seconds. */
const MAX_WINDOW_MS = 23 * 60 * 60 * 1000;

/** More pages than this in one window can only be a listing that does not end. */
const MAX_PAGES = 1000;

/** A span of time, both ends included, epoch ms. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The window in pieces that one query may ask for, oldest first; what the service has forgotten by now is not asked for. */
export const listableWindows = ({ from, to }: Window, now: number): readonly Window[] => {
  const windows: Window[] = [];
  for (let start = Math.max(from, now - TASK_RETENTION_MS - 60 * 60 * 1000); start <= to; start += MAX_WINDOW_MS + 1) {
    windows.push({ from: start, to: Math.min(to, start + MAX_WINDOW_MS) });
  }
  return windows;
};

/** Query string of one page. Times are whole seconds, so the window is widened to whole seconds; rows are filtered afterwards. */
export const listQuery = ({ from, to }: Window, page: number): string =>
  new URLSearchParams({
    page_no: String(page),
    page_size: String(PAGE_SIZE),
    start_time: formatListTime(from - 1000),
    end_time: formatListTime(to + 1999),
    model_name: MODEL,
  }).toString();

/** Reads one page from its JSON; undefined when any part of it cannot be understood. */
export const parseTaskPage = (json: unknown): TaskPage | undefined => {
  const page = readTaskPage(json);
  if (page === undefined) return undefined;
  const rows = page.data.map((row) => ({
    taskId: row.task_id,
    createdAt: row.gmt_create,
    status: row.status,
    model: row.model_name || undefined,
  }));
  return { rows, pages: page.total_page, total: page.total };
};

/**
 * Reads every page of one window. New tasks shift the pages while they are read, so rows may come twice; they count once.
 * Answers undefined when fewer rows came than the service counted: a list with holes proves nothing.
 */
export const readAllPages = async (read: (page: number) => Promise<TaskPage>): Promise<readonly ListedTask[] | undefined> => {
  const rows = new Map<string, ListedTask>();
  let seen = 0;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { rows: found, pages, total } = await read(page);
    seen += found.length;
    for (const row of found) rows.set(row.taskId, row);
    const last = found.length === 0 || (pages === undefined ? total !== undefined && seen >= total : page >= pages);
    if (last) return total !== undefined && rows.size < total ? undefined : [...rows.values()];
  }
  return undefined;
};

/** Tasks of our model created inside the window, oldest first, each once. */
export const oldestFirst = (listed: readonly ListedTask[], { from, to }: Window): readonly TaskRow[] =>
  [...new Map(listed.map((row) => [row.taskId, row])).values()]
    .filter((row) => (row.model === undefined || row.model === MODEL) && row.createdAt >= from && row.createdAt <= to)
    .map(({ taskId, createdAt, status }) => ({ taskId, createdAt, status }))
    .sort((a, b) => a.createdAt - b.createdAt || (a.taskId < b.taskId ? -1 : 1));
