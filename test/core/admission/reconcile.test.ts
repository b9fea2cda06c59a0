import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, reconcile } from '#core/admission/reconcile.ts';
import {
  CLOCK_SKEW_MS,
  CREATE_LOCK_MS,
  inSubmissionWindow,
  LIST_SETTLE_MS,
  searchWindow,
  UNDECIDED_MS,
} from '#core/admission/submission-window.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { TaskReport } from '#core/service/task.ts';

const START = 1_000_000;
const submission = { attempt: 1, startedAt: START, until: START + CREATE_LOCK_MS };
const CLOSED = submission.until + LIST_SETTLE_MS;
const LATE = submission.until + UNDECIDED_MS;

const succeeded = (originalPrompt?: string): TaskReport => ({
  status: 'SUCCEEDED',
  times: {},
  images: [{ url: 'https://x' }],
  imageCount: 1,
  ...omitUndefined({ originalPrompt }),
});
const candidate = (
  taskId: string,
  report?: TaskReport,
  createdAt = START + 500,
  status = report?.status ?? 'RUNNING',
): Candidate => ({
  row: { taskId, createdAt, status },
  ...omitUndefined({ report }),
});
const decide = (candidates: readonly Candidate[], listedAt = CLOSED) =>
  reconcile({ submission, prompt: 'ours', listedAt, candidates, understood: true });

describe('a create whose outcome is unknown', () => {
  it('is adopted when one task of its window has its prompt', () => {
    expect(decide([candidate('a', succeeded('ours'))], START + 100)).toEqual({ verdict: 'adopt', taskId: 'a' });
    expect(decide([candidate('b', succeeded('theirs')), candidate('a', succeeded(' ours '))])).toEqual({
      verdict: 'adopt',
      taskId: 'a',
    });
  });

  it('is adopted by its prompt as text, however that is composed and whatever blanks surround it', () => {
    const composed = reconcile({
      submission,
      prompt: ' un caf\u00e9\n',
      listedAt: CLOSED,
      understood: true,
      candidates: [candidate('a', succeeded('un cafe\u0301'))],
    });
    expect(composed).toEqual({ verdict: 'adopt', taskId: 'a' });
  });

  it('is sent again only when the window is closed, the list has settled, and nothing paid is there', () => {
    expect(decide([], CLOSED - 1)).toEqual({ verdict: 'wait', why: 'window-open' });
    expect(decide([], CLOSED)).toEqual({ verdict: 'post-again' });
    expect(decide([candidate('b', succeeded('theirs'))])).toEqual({ verdict: 'post-again' });
    expect(decide([candidate('b', { status: 'FAILED', times: {}, code: 'X', message: '' })])).toEqual({ verdict: 'post-again' });
    expect(decide([candidate('b', { status: 'CANCELED', times: {} })])).toEqual({ verdict: 'post-again' });
    expect(decide([candidate('b', undefined, START, 'FAILED')])).toEqual({ verdict: 'post-again' });
    expect(decide([candidate('b', undefined, START, 'CANCELED')])).toEqual({ verdict: 'post-again' });
  });

  it('waits while a candidate has not ended, for only its result tells whose it is', () => {
    expect(decide([candidate('a', { status: 'RUNNING', times: {} })])).toEqual({ verdict: 'wait', why: 'unfinished' });
    expect(decide([candidate('a', { status: 'PENDING', times: {} })], LATE)).toEqual({ verdict: 'wait', why: 'unfinished' });
    expect(decide([candidate('a')])).toEqual({ verdict: 'wait', why: 'unfinished' });
    expect(decide([candidate('a', succeeded('ours')), candidate('b')])).toEqual({ verdict: 'wait', why: 'unfinished' });
  });

  it('is left to a person when several may be it, or one does not say', () => {
    const twins = [candidate('a', succeeded('ours')), candidate('b', succeeded('ours'))];
    expect(decide(twins)).toEqual({ verdict: 'wait', why: 'ambiguous' });
    expect(decide(twins, LATE)).toEqual({ verdict: 'undecidable', taskIds: ['a', 'b'] });
    expect(decide([candidate('a', succeeded())], LATE)).toEqual({ verdict: 'undecidable', taskIds: ['a'] });
    expect(decide([candidate('a', { status: 'UNKNOWN' })], LATE)).toEqual({ verdict: 'undecidable', taskIds: ['a'] });
  });

  it('does not adopt a task outside its window, and does not pass over it either', () => {
    const outside = candidate('a', succeeded('ours'), START - CLOCK_SKEW_MS - 1);
    expect(decide([outside])).toEqual({ verdict: 'wait', why: 'ambiguous' });
    expect(decide([outside], LATE)).toEqual({ verdict: 'undecidable', taskIds: ['a'] });
  });

  it('never shares an instant with the create of the next create lock', () => {
    const next = { ...submission, startedAt: submission.until, until: submission.until + CREATE_LOCK_MS };
    fc.assert(
      fc.property(fc.integer({ min: START - 100_000, max: START + 200_000 }), (createdAt) => {
        expect(inSubmissionWindow(submission, createdAt) && inSubmissionWindow(next, createdAt)).toBe(false);
      }),
    );
    expect(searchWindow(submission).from).toBeLessThan(START - CLOCK_SKEW_MS);
  });

  it('is never sent again while any candidate may be a paid task of ours', () => {
    const reports = fc.constantFrom<TaskReport | undefined>(
      undefined,
      { status: 'RUNNING', times: {} },
      { status: 'UNKNOWN' },
      succeeded(),
      succeeded('ours'),
      succeeded('theirs'),
      { status: 'CANCELED', times: {} },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(reports, fc.integer({ min: -70_000, max: 120_000 })), { maxLength: 5 }),
        fc.integer({ min: 0, max: 600_000 }),
        (drawn, wait) => {
          const candidates = drawn.map(([report, at], index) => candidate(String(index), report, START + at));
          const verdict = decide(candidates, START + wait);
          const paid = candidates.filter(
            ({ report }) =>
              report?.status !== 'CANCELED' && !(report?.status === 'SUCCEEDED' && report.originalPrompt === 'theirs'),
          );
          if (verdict.verdict === 'post-again') {
            expect(paid).toEqual([]);
            expect(START + wait).toBeGreaterThanOrEqual(CLOSED);
          }
          if (verdict.verdict === 'adopt') {
            const adopted = candidates.find(({ row }) => row.taskId === verdict.taskId);
            expect(adopted?.report).toMatchObject({ originalPrompt: 'ours' });
          }
        },
      ),
    );
  });
});
