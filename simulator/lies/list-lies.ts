/** Lies of the task list. */
import { TASK_RETENTION_MS } from '#core/service/limits.ts';
import { serviceError } from '../error-codes.ts';
import { type Json, type Lie, lieAbout, type Values } from './lie.ts';
import { count, errorCode, NOTHING, oneOf, word } from './values.ts';

const LAG: Values<number> = {
  written: '=SECONDS|ever',
  read: (text) => {
    if (text === 'ever') return Number.POSITIVE_INFINITY;
    const value = Number(text);
    return text !== undefined && text.trim() !== '' && value >= 0 && Number.isFinite(value) ? value : undefined;
  },
};

const rowsOf = (answer: Json): readonly Json[] => (Array.isArray(answer.data) ? answer.data : []);

const eachRow =
  (change: (row: Json) => unknown) =>
  (answer: Json): Json => ({ ...answer, data: rowsOf(answer).map(change) });

const instantOf = (row: Json): number => Number(row.gmt_create);

const withInstant =
  (write: (ms: number) => unknown) =>
  (row: Json): Json => ({ ...row, gmt_create: write(instantOf(row)) });

/** How the instant of a row may be written. */
const INSTANTS = {
  early: (ms: number) => ms - 30 * TASK_RETENTION_MS,
  late: (ms: number) => ms + 30 * TASK_RETENTION_MS,
  seconds: (ms: number) => Math.floor(ms / 1000),
  microseconds: (ms: number) => ms * 1000,
  text: (ms: number) => String(ms),
  iso: (ms: number) => new Date(ms).toISOString(),
  null: () => null,
} as const;

/** The names of {@link INSTANTS}. */
type Instant = keyof typeof INSTANTS;

const stale = (status: string) => eachRow(({ end_time: _, ...row }) => ({ ...row, status }));

/** What the task list can say. */
export const LIST_LIES = {
  'list-lag': lieAbout(
    'snapshot',
    'The list shows what was true SECONDS ago, rows and statuses alike; `ever`: nothing since the service began.',
    LAG,
    (lag) => lag,
  ),
  'list-status': lieAbout(
    'list',
    'Every row has this status for ever (RUNNING), while a query tells the truth.',
    word('STATUS', 'RUNNING'),
    stale,
  ),
  'list-error': lieAbout(
    'list',
    'HTTP 200 with this code (Throttling), no rows and a total of 0.',
    errorCode('Throttling'),
    (code) => (answer) => ({ code, message: serviceError(code).message, request_id: answer.request_id, data: [], total: 0 }),
  ),
  'list-instants': lieAbout(
    'list',
    'Rows tell when they were created a month early or late, in another unit, as text, or not at all.',
    oneOf<Instant>('early', 'late', 'seconds', 'microseconds', 'text', 'iso', 'null'),
    (how) => eachRow(withInstant(INSTANTS[how])),
  ),
  'list-model': lieAbout(
    'list',
    'Rows spell the model this way (WAN2.5-I2I-PREVIEW), whatever was asked for.',
    word('NAME', 'WAN2.5-I2I-PREVIEW'),
    (model) => eachRow((row) => ({ ...row, model_name: model })),
  ),
  'list-null-row': lieAbout('list', 'A null stands among the rows.', NOTHING, () => (answer) => ({
    ...answer,
    data: [null, ...rowsOf(answer)],
  })),
  'list-total': lieAbout('list', 'The total is N (1) higher than there are rows.', count('N', 1), (more) => (answer) => ({
    ...answer,
    total: Number(answer.total) + more,
  })),
  'list-no-rows': lieAbout('list', 'No rows, though the total says how many there are.', NOTHING, () => (answer) => ({
    ...answer,
    data: [],
  })),
} as const satisfies Readonly<Record<string, Lie<'list'> | Lie<'snapshot'>>>;
