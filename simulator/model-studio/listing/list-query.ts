/** Reads and checks the query parameters of the list endpoint. */
import { parseListTime } from '../beijing-time.ts';
import { TASK_STATUSES, type TaskStatus } from '../task.ts';

/** Query parameters of the list endpoint, all optional, as they stand in the URL. */
export type ListParameters = Readonly<Record<string, string | undefined>>;

/** A list query that was understood; instants in milliseconds since 1970. */
export interface ListQuery {
  readonly from: number;
  readonly to: number;
  readonly taskId?: string;
  readonly model?: string;
  readonly status?: TaskStatus;
  readonly pageNo: number;
  readonly pageSize: number;
}

/** The widest window, and the one taken when no times are given: 24 hours. */
const WINDOW_MS = 24 * 60 * 60 * 1000;

const positive = (text: string | undefined, usual: number): number | undefined => {
  if (text === undefined || text === '') return usual;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
};

const readWindow = (parameters: ListParameters, now: number): { from: number; to: number } | string => {
  const start = parameters.start_time ? parseListTime(parameters.start_time) : null;
  const end = parameters.end_time ? parseListTime(parameters.end_time) : null;
  if (start === undefined || end === undefined) return 'start_time and end_time should be in the format YYYYMMDDhhmmss';
  const to = end ?? (start === null ? now : start + WINDOW_MS);
  const from = start ?? to - WINDOW_MS;
  if (from > to) return 'start_time should not be later than end_time';
  return to - from > WINDOW_MS ? 'The interval between start_time and end_time should not exceed 24 hours' : { from, to };
};

/** Reads the parameters; a string says what is wrong with them. */
export const readListQuery = (parameters: ListParameters, now: number): ListQuery | string => {
  const window = readWindow(parameters, now);
  if (typeof window === 'string') return window;
  const pageNo = positive(parameters.page_no, 1);
  const pageSize = positive(parameters.page_size, 10);
  if (pageNo === undefined || pageSize === undefined) return 'page_no and page_size should be positive integers';
  const status = TASK_STATUSES.find((known) => known === parameters.status);
  if (parameters.status && status === undefined) return `status should be one of ${TASK_STATUSES.join(', ')}`;
  return {
    ...window,
    pageNo,
    pageSize,
    ...(status === undefined ? {} : { status }),
    ...(parameters.task_id ? { taskId: parameters.task_id } : {}),
    ...(parameters.model_name ? { model: parameters.model_name } : {}),
  };
};
