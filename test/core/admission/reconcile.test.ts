import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, reconcile, type UnknownSubmission, type Verdict } from '#core/admission/reconcile.ts';
import { CREATE_LOCK_MS, UNDECIDED_MS } from '#core/admission/submission-window.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { TASK_RETENTION_MS } from '#core/service/limits.ts';
import type { TaskReport } from '#core/service/task.ts';

const START = 1_000_000_000;
const submission = { attempt: 1, startedAt: START, until: START + CREATE_LOCK_MS };
const CLOSED = submission.until;
const LATE = submission.until + UNDECIDED_MS;
const OURS = 'Put a small clock on the table';
const THEIRS = 'Remove every car from this street';

const succeeded = (originalPrompt?: string): TaskReport => ({
  status: 'SUCCEEDED',
  times: {},
  images: [{ url: 'https://x' }],
  imageCount: 1,
  ...omitUndefined({ originalPrompt }),
});
const RUNNING: TaskReport = { status: 'RUNNING', times: {} };

/** A task that nobody owns, created `at` ms after the lock was taken. */
const candidate = (taskId: string, report?: TaskReport, at = 500): Candidate => ({
  row: { taskId, status: report?.status ?? 'RUNNING', createdAt: START + at },
  ...omitUndefined({ report }),
});
/** A row that does not say when its task was created. */
const undated = (taskId: string, report: TaskReport): Candidate => ({ row: { taskId, status: report.status }, report });

/** The verdict over a list that is understood and fresh, by clocks that agree, right after the window, unless the test says otherwise. */
const decide = (candidates: readonly Candidate[], facts: Partial<UnknownSubmission> = {}): Verdict =>
  reconcile({
    submission,
    prompt: OURS,
    listedAt: CLOSED,
    offsets: [0],
    reachesNear: true,
    understood: true,
    fresh: true,
    rivals: false,
    candidates,
    ...facts,
  });
const wait = (why: string) => ({ verdict: 'wait', why });
const adopt = (taskId: string) => ({ verdict: 'adopt', taskId });

describe('a create whose outcome is unknown', () => {
  it('is no task outside of its window before the list was read as far as one may lie', () => {
    const near = [candidate('a', succeeded(OURS), 100_000)];
    expect(decide(near)).toEqual(adopt('a'));
    expect(decide(near, { reachesNear: false })).toEqual(wait('ambiguous'));
    expect(decide([candidate('a', succeeded(OURS))], { reachesNear: false })).toEqual(adopt('a'));
  });

  it('is adopted when one task of its window has its prompt, also while the window is open', () => {
    expect(decide([candidate('a', succeeded(OURS))], { listedAt: START + 900 })).toEqual(adopt('a'));
    expect(decide([candidate('b', succeeded(THEIRS)), candidate('a', succeeded(` ${OURS} `))])).toEqual(adopt('a'));
  });

  it('may be a task whose rewritten prompt is given back in place of the one that was sent', () => {
    const rewritten = { ...succeeded(THEIRS), actualPrompt: THEIRS } as TaskReport;
    expect(decide([candidate('a', rewritten)])).toEqual(wait('ambiguous'));
    expect(decide([candidate('a', { ...rewritten, actualPrompt: `${THEIRS}, in detail` } as TaskReport)])).toEqual({
      verdict: 'absent',
    });
    expect(decide([candidate('a', { ...rewritten, originalPrompt: OURS } as TaskReport)])).toEqual(adopt('a'));
  });

  it('is adopted by its prompt as text, however the service gives it back', () => {
    for (const given of [OURS.toUpperCase(), OURS.replaceAll(' ', '  '), `${OURS}?`]) {
      expect(decide([candidate('a', succeeded(given))])).toEqual(adopt('a'));
    }
    const composed = decide([candidate('a', succeeded('un cafe\u0301'))], { prompt: ' un caf\u00e9\n' });
    expect(composed).toEqual(adopt('a'));
  });

  it('is adopted whatever the list lacks: one that proves no absence still shows what is there', () => {
    const found = [candidate('a', succeeded(OURS))];
    expect(decide(found, { understood: false, fresh: false })).toEqual(adopt('a'));
  });

  it('waits while a candidate has not ended, or was not looked at: only its result tells whose it is', () => {
    for (const open of [candidate('a', RUNNING), candidate('a', { status: 'PENDING', times: {} }), candidate('a')]) {
      expect(decide([open])).toEqual(wait('unfinished'));
      expect(decide([open], { listedAt: LATE })).toEqual(wait('unfinished'));
      expect(decide([open, candidate('b', succeeded(OURS))])).toEqual(wait('unfinished'));
    }
  });

  it('is left to a person when several may be it, or one does not say', () => {
    const twins = [candidate('a', succeeded(OURS)), candidate('b', succeeded(OURS))];
    expect(decide(twins)).toEqual(wait('ambiguous'));
    expect(decide(twins, { listedAt: LATE - 1 })).toEqual(wait('ambiguous'));
    expect(decide(twins, { listedAt: LATE })).toEqual({ verdict: 'undecidable', taskIds: ['a', 'b'] });
    for (const mute of [succeeded(), succeeded('Put a small cat on the table'), { status: 'UNKNOWN' } as const]) {
      expect(decide([candidate('a', mute)])).toEqual(wait('ambiguous'));
      expect(decide([candidate('a', mute)], { listedAt: LATE })).toEqual({ verdict: 'undecidable', taskIds: ['a'] });
      expect(decide([candidate('a', mute), candidate('b', succeeded(OURS))])).toEqual(wait('ambiguous'));
    }
  });
});

describe('that there is no task', () => {
  const nothing: readonly (readonly Candidate[])[] = [
    [],
    [candidate('b', succeeded(THEIRS))],
    [candidate('b', { status: 'FAILED', times: {}, code: 'X', message: '' })],
    [candidate('b', { status: 'CANCELED', times: {} }), candidate('c', succeeded(THEIRS))],
  ];

  it('is proven by a list that is understood and fresh, once the window is closed, and that shows nothing that may be ours', () => {
    for (const candidates of nothing) {
      expect(decide(candidates)).toEqual({ verdict: 'absent' });
      expect(decide(candidates, { listedAt: CLOSED - 1 })).toEqual(wait('window-open'));
    }
  });

  it('is not proven by an empty list alone, however late it is read', () => {
    for (const listedAt of [CLOSED, LATE, START + 20 * 3_600_000]) {
      expect(decide([], { listedAt, fresh: false })).toEqual(wait('list-not-fresh'));
    }
  });

  it.each([
    ['was not understood', { understood: false }, 'list-not-understood'],
    ['does not tell the clock of the service', { offsets: undefined }, 'clock-unknown'],
    ['is not proven fresh', { fresh: false }, 'list-not-fresh'],
    ['may have forgotten the task', { listedAt: START + TASK_RETENTION_MS }, 'forgotten'],
  ] as const)('is not proven by a list that %s', (_what, facts, why) => {
    for (const candidates of nothing) expect(decide(candidates, facts)).toEqual(wait(why));
  });

  it('is not proven by the task of a program that only failed to say whose it is', () => {
    expect(decide([candidate('b', succeeded(undefined))]).verdict).not.toBe('absent');
  });
});

describe('the only task with our prompt that lies outside of the window', () => {
  const outside = candidate('a', succeeded(OURS), 100_000);

  it('is adopted after the window: a wrong reading of the clocks explains it, and nobody else wants it', () => {
    expect(decide([outside])).toEqual(adopt('a'));
    expect(decide([candidate('a', succeeded(OURS), -200_000)])).toEqual(adopt('a'));
    expect(decide([undated('a', succeeded(OURS))])).toEqual(adopt('a'));
  });

  it('is not adopted while a task may still come into the window', () => {
    expect(decide([outside], { listedAt: CLOSED - 1 })).toEqual(wait('window-open'));
    expect(decide([undated('a', succeeded(OURS))], { listedAt: CLOSED - 1 })).toEqual(wait('window-open'));
  });

  it('is not adopted where another edit with this prompt is in doubt, which may be its owner', () => {
    expect(decide([outside], { rivals: true })).toEqual(wait('ambiguous'));
    expect(decide([outside], { rivals: true, listedAt: LATE })).toEqual({ verdict: 'undecidable', taskIds: ['a'] });
  });

  it('is left to a person when it lies hours away', () => {
    const far = candidate('a', succeeded(OURS), -3 * 3_600_000);
    expect(decide([far])).toEqual(wait('ambiguous'));
    expect(decide([far], { listedAt: LATE })).toEqual({ verdict: 'undecidable', taskIds: ['a'] });
  });

  it('stands back behind one in the window, whatever that one says', () => {
    expect(decide([outside, candidate('b', succeeded(OURS))])).toEqual(adopt('b'));
    expect(decide([outside, candidate('b', succeeded(undefined))])).toEqual(wait('ambiguous'));
    expect(decide([outside, candidate('b', RUNNING)])).toEqual(wait('unfinished'));
  });
});

describe('clocks that contradict each other', () => {
  const offsets = [0, 124_000] as const;

  it('leave the window open, so that the only candidate is adopted once it is over, without rivals', () => {
    const found = [candidate('a', succeeded(OURS), 60_000)];
    expect(decide(found, { offsets })).toEqual(adopt('a'));
    expect(decide(found, { offsets, listedAt: CLOSED - 1 })).toEqual(wait('window-open'));
    expect(decide(found, { offsets, rivals: true })).toEqual(wait('ambiguous'));
  });

  it('choose between no two candidates', () => {
    const two = [candidate('a', succeeded(OURS)), candidate('b', succeeded(OURS), 600_000)];
    expect(decide(two)).toEqual(adopt('a'));
    expect(decide(two, { offsets })).toEqual(wait('ambiguous'));
  });

  it('prove absence all the same when the list is fresh: it was read over all that they allow', () => {
    expect(decide([], { offsets })).toEqual({ verdict: 'absent' });
  });
});

describe('whatever the list shows', () => {
  const reports = fc.constantFrom<TaskReport | undefined>(
    undefined,
    RUNNING,
    { status: 'UNKNOWN' },
    succeeded(),
    succeeded(OURS),
    succeeded(`${OURS}, in the style of an old photograph`),
    succeeded(THEIRS),
    { status: 'CANCELED', times: {} },
  );
  const mayBeOurs = ({ report }: Candidate): boolean =>
    report?.status !== 'CANCELED' && !(report?.status === 'SUCCEEDED' && report.originalPrompt === THEIRS);
  const drawn = fc.record({
    candidates: fc.array(fc.tuple(reports, fc.option(fc.integer({ min: -90_000, max: 300_000 }))), { maxLength: 5 }),
    after: fc.integer({ min: 0, max: 1_200_000 }),
    understood: fc.boolean(),
    fresh: fc.boolean(),
    rivals: fc.boolean(),
    offsets: fc.constantFrom<UnknownSubmission['offsets']>(undefined, [0], [124_000], [0, 124_000], [0, -124_000]),
  });

  it('a create is sent again only with proof, and only a task with its prompt is adopted', () => {
    fc.assert(
      fc.property(drawn, ({ candidates: given, after, ...facts }) => {
        const candidates = given.map(([report, at], index) => {
          const { row, ...rest } = candidate(String(index), report, at ?? 0);
          const { createdAt: _unsaid, ...unsaid } = row;
          return { row: at === null ? unsaid : row, ...rest };
        });
        const listedAt = START + after;
        const verdict = decide(candidates, { ...facts, listedAt });
        if (verdict.verdict === 'absent') {
          expect(candidates.filter(mayBeOurs)).toEqual([]);
          expect(facts).toMatchObject({ understood: true, fresh: true, offsets: expect.anything() });
          expect(listedAt).toBeGreaterThanOrEqual(CLOSED);
        }
        if (verdict.verdict === 'adopt') {
          const adopted = candidates.find(({ row }) => row.taskId === verdict.taskId);
          expect(adopted?.report).toMatchObject({ originalPrompt: OURS });
        }
        if (verdict.verdict === 'undecidable') {
          expect(verdict.taskIds).toEqual(candidates.filter(mayBeOurs).map(({ row }) => row.taskId));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
