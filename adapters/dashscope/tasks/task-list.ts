/** The task list of the service: windows it can be asked for, its pages, and what they prove. */
import { MODEL, TASK_RETENTION_MS } from '#core/service/limits.ts';
import type { TaskRow } from '#core/service/task.ts';
import { formatListTime } from '../wire/beijing-time.ts';
import { type RowBody, readTaskPage } from '../wire/wire.ts';
import { isOurModel, mayBeOurModel } from './model-name.ts';

/** What one page, or several together, say. */
export interface ListedRows {
  readonly rows: readonly TaskRow[];
  /** As in a TaskList. */
  readonly understood: boolean;
}

/** One page of the list; `total` counts the rows of all pages, when the service says so. */
export interface TaskPage extends ListedRows {
  /** Ids of all its tasks, of those that were left out too. */
  readonly ids: readonly string[];
  /** Rows of the page as the service counts them. */
  readonly count: number;
  readonly pages: number | undefined;
  readonly total: number | undefined;
}

/** The documented default; nobody documents a largest size. */
const PAGE_SIZE = 10;

/** The service refuses windows above 24 h; one hour less leaves room for rounding to seconds. */
const MAX_WINDOW_MS = 23 * 60 * 60 * 1000;

/** Pieces that a window is asked for in: more than the service keeps. */
const MAX_WINDOWS = 3;

/** More pages than this in one window can only be a listing that does not end. */
const MAX_PAGES = 1000;

/** A span of time, both ends included, epoch ms by the service's clock. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The window in pieces that one query may ask for, oldest first. Of a longer one than the service keeps, the latest pieces. */
export const listableWindows = ({ from, to }: Window): readonly Window[] => {
  const windows: Window[] = [];
  for (let end = to; end >= from && windows.length < MAX_WINDOWS; end -= MAX_WINDOW_MS + 1) {
    windows.unshift({ from: Math.max(from, end - MAX_WINDOW_MS), to: end });
  }
  return windows;
};

/** Whether the service still knows the whole window: of what it has forgotten an empty list says nothing. */
export const isRemembered = ({ from }: Window, serviceNow: number): boolean => from >= serviceNow - TASK_RETENTION_MS;

/** Times of the list are whole seconds: what is asked for is the window widened to them. */
const askedFor = ({ from, to }: Window): Window => ({
  from: Math.floor((from - 1000) / 1000) * 1000,
  to: Math.floor((to + 1999) / 1000) * 1000 + 999,
});

/** Query string of one page. */
export const listQuery = (window: Window, page: number): string => {
  const { from, to } = askedFor(window);
  return new URLSearchParams({
    page_no: String(page),
    page_size: String(PAGE_SIZE),
    start_time: formatListTime(from),
    end_time: formatListTime(to),
    model_name: MODEL,
  }).toString();
};

const isInside = (instant: number, { from, to }: Window): boolean => instant >= from && instant <= to;

/** A row as what it is: left out, understood, or a candidate that should not have come through the filter. */
const judge = (row: RowBody, window: Window): { readonly row?: TaskRow; readonly understood: boolean } => {
  const { task_id: taskId, gmt_create: createdAt, status = 'UNKNOWN', model_name: model } = row;
  if (typeof model === 'string' && !mayBeOurModel(model)) return { understood: true };
  const known = model === undefined || (model !== null && isOurModel(model));
  if (createdAt === undefined || !isInside(createdAt, askedFor(window))) return { row: { taskId, status }, understood: false };
  return isInside(createdAt, window) ? { row: { taskId, createdAt, status }, understood: known } : { understood: known };
};

/** Reads one page of a window from its JSON; undefined when it is no page at all. */
export const parseTaskPage = (json: unknown, window: Window): TaskPage | undefined => {
  const page = readTaskPage(json);
  if (page === undefined) return undefined;
  const judged = page.data.map((row) => judge(row, window));
  return {
    rows: judged.flatMap(({ row }) => row ?? []),
    understood: page.nameless === 0 && judged.every(({ understood }) => understood),
    ids: page.data.map((row) => row.task_id),
    count: page.data.length + page.nameless,
    pages: page.total_page,
    total: page.total,
  };
};

/**
 * Reads every page of one window. New tasks shift the pages while they are read, so rows may come twice; they count once. The most that any
 * page counted is believed, unless there are more rows than that: then, and where nothing is counted, an empty page is the end, or one that
 * tells nothing new. With fewer rows than counted, or no end of pages, the list is not understood: one with holes proves nothing.
 */
export const readAllPages = async (read: (page: number) => Promise<TaskPage>): Promise<ListedRows> => {
  const rows: TaskRow[] = [];
  const ids = new Set<string>();
  let [understood, repeats] = [true, false];
  let [seen, pages, total] = [0, -1, -1];
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const page = await read(number).catch((error: unknown) => {
      if (number === 1) throw error;
      return undefined;
    });
    // What was read of it may be what is looked for.
    if (page === undefined) break;
    const known = ids.size;
    for (const id of page.ids) ids.add(id);
    rows.push(...page.rows);
    seen += page.count;
    understood &&= page.understood;
    [pages, total] = [Math.max(pages, page.pages ?? -1), Math.max(total, page.total ?? -1)];
    const repeated = page.count > 0 && ids.size === known;
    repeats ||= repeated;
    const isCounted = pages + total > -2 && (pages < 0 || pages >= number) && (total < 0 || total >= ids.size);
    const isLast = isCounted ? number >= pages && seen >= total : repeated;
    if (page.count > 0 && !isLast) continue;
    const isWhole = ids.size >= total && number >= pages && (total >= ids.size || !repeats);
    return { rows, understood: understood && isWhole };
  }
  return { rows, understood: false };
};

/** Each task once, oldest first; those whose instant is not known come last. */
export const oldestFirst = (listed: readonly TaskRow[]): readonly TaskRow[] =>
  [...new Map(listed.toReversed().map((row) => [row.taskId, row])).values()].sort(
    (a, b) => (a.createdAt ?? Infinity) - (b.createdAt ?? Infinity) || (a.taskId < b.taskId ? -1 : 1),
  );
