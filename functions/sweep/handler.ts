/** The sweep: every few minutes, repairs whatever slipped through, by reading first and changing only what is provably stuck. */
import { admitWaiting } from '#core/actions/admit-waiting.ts';
import type { Edit } from '#core/edit/edit.ts';
import { isHealthy } from '#core/edit/repair.ts';
import { errorName } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { SweepProgress } from '#core/ports/ledger.ts';
import { createStep, type Step } from '../middleware/step.ts';
import type { SweepDeps } from './deps.ts';
import { readQuota } from './read-quota.ts';
import { sweepEdit } from './sweep-edit.ts';

/** What one sweep did. */
export interface SweepResult {
  /** Unfinished edits read. */
  readonly looked: number;
  /** Edits that were resumed, restarted or ended. */
  readonly repaired: number;
  /** Edits that could not be looked at; the next sweep tries again. */
  readonly failed: number;
}

/** An edit that was written less than this ago is left to its execution, in ms; one from further in the future was written before our clock was set back. */
const QUIET_MS = 2 * 60_000;

/** Edits read at once. */
const PAGE = 100;

/** A sweep stops looking after this long, in ms, and the next one goes on there; the function's own timeout is 5 minutes. */
const SWEEP_MS = 4 * 60_000;

/** A sweep that says nothing for this long has died, in ms: its function's timeout is over. */
const ALONE_MS = 6 * 60_000;

/** @throws Unavailable when edits could not be read or the queue not be moved on; single edits that fail are counted and left to the next sweep */
export const createHandler = (deps: SweepDeps): Step<unknown, SweepResult> =>
  createStep('sweep', deps.telemetry, async () => {
    const sweep = await begin(deps);
    if (sweep === undefined) return { looked: 0, repaired: 0, failed: 0 };
    try {
      await readQuota(deps);
      await sweepPages(sweep);
      deps.telemetry.log('info', 'swept', { ...sweep.done });
      return sweep.done;
    } finally {
      await admitWaiting(deps).finally(() => note(sweep, { until: deps.clock.now() }));
    }
  });

/** One sweep at work: when it began (epoch ms), what it wrote down last of how far it came, and what it did so far. */
interface Sweep {
  readonly deps: SweepDeps;
  readonly startedAt: number;
  progress: SweepProgress;
  readonly done: { -readonly [K in keyof SweepResult]: SweepResult[K] };
}

/** Begins a sweep unless another one is at work. */
const begin = async (deps: SweepDeps): Promise<Sweep | undefined> => {
  const startedAt = deps.clock.now();
  const progress = (await deps.ledger.sweepProgress()) ?? { revision: 0, until: 0 };
  // A clock that was set back must not stop the sweep for longer than one sweep can take.
  if (progress.until > startedAt && progress.until <= startedAt + ALONE_MS) return undefined;
  const sweep = { deps, startedAt, progress, done: { looked: 0, repaired: 0, failed: 0 } };
  return (await note(sweep, { until: startedAt + ALONE_MS })) ? sweep : undefined;
};

/** Writes down how far a sweep came; `false` when another one has begun meanwhile. */
const note = async (
  sweep: Sweep,
  change: { readonly cursor?: string | undefined; readonly until?: number },
): Promise<boolean> => {
  const { cursor, until, revision } = { ...sweep.progress, ...change };
  sweep.progress = { revision: revision + 1, until, ...omitUndefined({ cursor }) };
  return await sweep.deps.ledger.commitSweepProgress(sweep.progress);
};

/**
 * Those about which the service is asked come after the others: while it answers nothing, each takes as long as its calls may, and the
 * function would be cut off before it repaired the others. Where there is no time for all of them, others come first in every sweep.
 */
const doubtsLast = (edits: readonly Edit[], { revision }: SweepProgress): readonly Edit[] => {
  const isDoubt = ({ state }: Edit): boolean => state === 'UNRESOLVED';
  const doubts = edits.filter(isDoubt);
  // Multiplied by the golden ratio (Knuth, TAOCP 3, 6.4), since revisions may go up by as many as there are doubts.
  const first = (Math.imul(revision, 0x9e3779b1) >>> 0) % Math.max(1, doubts.length);
  return [...edits.filter((edit) => !isDoubt(edit)), ...doubts.slice(first), ...doubts.slice(0, first)];
};

/**
 * Looks at page after page until there is none left or the time is over; the next sweep goes on there. Where many edits wait, those
 * whose token is young are taken for healthy: asking for thousands of executions would take longer than they wait. The place behind a
 * page is written down before the page is looked at: one on which a sweep dies does not stop the next one too.
 */
const sweepPages = async (sweep: Sweep): Promise<void> => {
  const { ledger } = sweep.deps;
  let from = sweep.progress.cursor;
  do {
    const page = await ledger.unfinished({ limit: PAGE, ...omitUndefined({ cursor: from }) });
    const many = from !== undefined || page.cursor !== undefined;
    if (many && !(await note(sweep, { cursor: page.cursor }))) return;
    const over = await sweepPage(sweep, page.edits, many);
    if (over !== undefined) {
      const { cursor } = await ledger.unfinished({ limit: over, ...omitUndefined({ cursor: from }) });
      await note(sweep, { cursor });
      return;
    }
    from = page.cursor;
  } while (from !== undefined && !isOver(sweep));
};

const isOver = ({ deps, startedAt }: Sweep): boolean => deps.clock.now() - startedAt > SWEEP_MS;

/** Looks at the edits of a page. Answers how many of them had their turn when the time was over; undefined when only doubts were left. */
const sweepPage = async (sweep: Sweep, edits: readonly Edit[], many: boolean): Promise<number | undefined> => {
  const { deps, startedAt, done } = sweep;
  for (const edit of doubtsLast(edits, sweep.progress)) {
    if (isOver(sweep)) return edit.state === 'UNRESOLVED' ? undefined : Math.max(1, edits.indexOf(edit));
    try {
      if (Math.abs(startedAt - edit.times.updatedAt) < QUIET_MS) continue;
      done.looked += 1;
      if (many && isHealthy(edit, deps.clock.now())) continue;
      if (await sweepEdit(deps, edit)) done.repaired += 1;
    } catch (error) {
      done.failed += 1;
      deps.telemetry.log('warn', 'sweep skipped an edit', { editId: edit.editId, error: errorName(error) });
    }
  }
  return undefined;
};
