/** Lies about the service's clock and its limits. */
import { type Lie, lieAbout, type Values } from './lie.ts';
import { NOTHING, seconds } from './values.ts';

const JUMP: Values<{ readonly by: number; readonly after: number }> = {
  written: '=SECONDS@AFTER',
  read: (text = '') => {
    const [, by, after] = /^(-?\d+(?:\.\d+)?)@(\d+(?:\.\d+)?)$/.exec(text) ?? [];
    return by === undefined || after === undefined ? undefined : { by: Number(by), after: Number(after) };
  },
};

const halved = (limit: number, times: number): number => Math.max(1, Math.floor(limit / 2 ** Math.min(times, 32)));

/** What the service may lie about itself, for as long as it lives. */
export const TIME_LIES = {
  'clock-skew': lieAbout(
    'time',
    "The service's clock is ahead by SECONDS (negative: behind) wherever it shows: Date, submit_time, gmt_create, the list's filter.",
    seconds(Number.NEGATIVE_INFINITY),
    (ahead) => ({ aheadSeconds: () => ahead }),
  ),
  'clock-jump': lieAbout('time', 'AFTER seconds the clock jumps by SECONDS, and stays there.', JUMP, ({ by, after }) => ({
    aheadSeconds: (elapsed) => (elapsed < after ? 0 : by),
  })),
  'no-date': lieAbout('time', 'Answers carry no Date header.', NOTHING, () => ({ date: 'none' })),
  'honest-date': lieAbout('time', 'Date tells the true time although the times of the tasks are wrong.', NOTHING, () => ({
    date: 'honest',
  })),
  'limits-shrink': lieAbout(
    'limits',
    'Every SECONDS, tasks running at once and creates a second are halved, down to one.',
    seconds(1),
    (every) => (usual, elapsed) => ({
      ...usual,
      runningTasks: halved(usual.runningTasks, Math.floor(elapsed / every)),
      createsPerSecond: halved(usual.createsPerSecond, Math.floor(elapsed / every)),
    }),
  ),
} as const satisfies Readonly<Record<string, Lie<'time'> | Lie<'limits'>>>;
