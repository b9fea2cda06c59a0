import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EditResult } from '#core/edit/edit-record.ts';
import { decideResults, type PictureOutcome, picturesOf, type SucceededReport } from '#core/edit/results.ts';
import type { TaskImage } from '#core/service/task.ts';

const asking = (n: number) => ({ taskId: 'task-1', parameters: { n, promptExtend: true, watermark: false } });
const report = (images: readonly TaskImage[], imageCount: number): SucceededReport => ({
  status: 'SUCCEEDED',
  times: {},
  images,
  imageCount,
});
const url = (n: number): TaskImage => ({ url: `https://a/${n}` });
const urls = (count: number): readonly TaskImage[] => Array.from({ length: count }, (_, n) => url(n + 1));
const withheld: TaskImage = { code: 'DataInspectionFailed', message: 'withheld' };

describe('the pictures of a report', () => {
  it('are those that were asked for', () => {
    expect(picturesOf(asking(2), report(urls(2), 2))).toEqual({ places: urls(2), charged: 2, incomplete: false });
  });

  it('have a place with a reason for each that the service withheld or left out', () => {
    expect(picturesOf(asking(2), report([withheld, url(2)], 1))).toEqual({
      places: [{ problem: expect.objectContaining({ code: 'CONTENT_REFUSED' }) }, url(2)],
      charged: 1,
      incomplete: false,
    });
    expect(picturesOf(asking(2), report(urls(1), 1))).toEqual({
      places: [
        url(1),
        { problem: expect.objectContaining({ code: 'RESULT_NOT_RETURNED', message: 'the service returned 1 of 2 images' }) },
      ],
      charged: 1,
      incomplete: false,
    });
    expect(picturesOf(asking(1), report([], 0))).toMatchObject({
      places: [{ problem: { code: 'RESULT_NOT_RETURNED' } }],
      charged: 0,
      incomplete: false,
    });
  });

  it('are incomplete when more are charged than named: the others may still turn up', () => {
    expect(picturesOf(asking(2), report(urls(1), 2))).toMatchObject({ charged: 2, incomplete: true });
    expect(picturesOf(asking(1), report([], 1))).toMatchObject({ charged: 1, incomplete: true });
  });

  it.each([
    ['500 for one, all counted', 1, 500, 500, 1, 1],
    ['500 for one, one counted', 1, 500, 1, 1, 1],
    ['500 for four', 4, 500, 500, 4, 4],
    ['a count below zero', 2, 2, -1, 2, 2],
    ['a count that is no number', 2, 2, Number.NaN, 2, 2],
    ['half a picture', 2, 2, 1.5, 2, 2],
    ['more than asked for, which it charges', 1, 4, 4, 4, 4],
    ['more than asked for, which it does not charge', 1, 4, 1, 1, 1],
    ['more than the model makes', 1, 5, 5, 1, 1],
    ['none, which it charges beyond belief', 1, 0, 7, 1, 0],
  ])('are bounded when the service says %s', (_what, n, made, counted, kept, charged) => {
    const pictures = picturesOf(asking(n), report(urls(made), counted));
    expect([pictures.places.length, pictures.charged]).toEqual([kept, charged]);
  });

  it('are those with a URL when there are too many', () => {
    expect(picturesOf(asking(1), report([...Array.from({ length: 500 }, () => withheld), url(1)], 1)).places).toEqual([url(1)]);
  });

  it('are at least as many as asked for and never more than the model makes, and so is what is booked, whatever the service says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom(url(1), withheld), { maxLength: 12 }),
        fc.oneof(fc.integer({ min: -3, max: 600 }), fc.double()),
        (n, images, counted) => {
          const { places, charged } = picturesOf(asking(n), report(images, counted));
          expect(places.length).toBeGreaterThanOrEqual(n);
          expect(places.length).toBeLessThanOrEqual(4);
          expect(Number.isInteger(charged) && charged >= 0 && charged <= 4).toBe(true);
        },
      ),
    );
  });
});

const stored = (index: number): PictureOutcome => ({
  result: { index, key: `r/${index}.png`, mediaType: 'image/png', width: 1, height: 1, bytes: 1, sha256: 'a' },
});
const problem = { code: 'RESULT_DOWNLOAD_FAILED', message: 'HTTP 404', hint: '' };
const gone = (index: number, why: 'unnamed' | 'unfetched' | 'unstored' = 'unfetched'): PictureOutcome => ({
  index,
  missing: problem,
  why,
});
const refused = (index: number): PictureOutcome => ({
  result: { index, problem: { code: 'CONTENT_REFUSED', message: 'withheld', hint: 'h' } },
});
const HOUR = 3_600_000;
const at = (hours: number, sure = true) => ({ age: { ms: hours * HOUR, sure }, sinceEndMs: hours * HOUR });
const resultsOf = (...outcomes: readonly PictureOutcome[]): readonly EditResult[] =>
  outcomes.map((outcome) => ('result' in outcome ? outcome.result : { index: outcome.index, problem: outcome.missing }));

describe('what the pictures of one run make of an edit', () => {
  it('is SUCCEEDED when all are stored', () => {
    expect(decideResults(asking(2), 2, [stored(1), stored(2)], at(0))).toEqual({
      kind: 'end',
      state: 'SUCCEEDED',
      results: resultsOf(stored(1), stored(2)),
    });
  });

  it('is PARTIAL at once when the service withheld or left out the others, and says how many there are', () => {
    expect(decideResults(asking(2), 1, [stored(1), refused(2)], at(0))).toEqual({
      kind: 'end',
      state: 'PARTIAL',
      results: resultsOf(stored(1), refused(2)),
      problem: {
        code: 'RESULTS_INCOMPLETE',
        message: '1 of 2 images are stored: withheld',
        hint: 'The usage of the edit says what is charged. Start another edit for what is missing.',
      },
    });
  });

  it('is FAILED with the reason of the service when it made none and charges nothing', () => {
    expect(decideResults(asking(1), 0, [refused(1)], at(0))).toMatchObject({
      state: 'FAILED',
      problem: { code: 'CONTENT_REFUSED' },
    });
  });

  it.each([
    ['that cannot be fetched', 'unfetched', 23.5],
    ['that our store does not take', 'unstored', 24],
    ['that is charged and not named', 'unnamed', 0.5],
  ] as const)(
    'waits for a picture %s, but not for ever: then it is PARTIAL with what there is, or told as lost',
    (_what, why, hours) => {
      const before = hours - 0.001;
      expect(decideResults(asking(2), 2, [stored(1), gone(2, why)], at(before))).toEqual({ kind: 'wait', problem });
      expect(decideResults(asking(1), 1, [gone(1, why)], at(before))).toEqual({ kind: 'wait', problem });
      expect(decideResults(asking(2), 2, [stored(1), gone(2, why)], at(hours))).toMatchObject({
        kind: 'end',
        state: 'PARTIAL',
        results: resultsOf(stored(1), gone(2)),
        problem: { code: 'RESULTS_INCOMPLETE', message: '1 of 2 images are stored: HTTP 404' },
      });
      expect(decideResults(asking(1), 1, [gone(1, why)], at(hours))).toMatchObject({
        kind: 'end',
        state: 'FAILED',
        problem: {
          code: 'RESULT_LOST',
          message: 'the service charged 1 image of task task-1, and none could be stored: HTTP 404',
        },
      });
    },
  );

  it('goes on waiting when it is not sure that the time is over', () => {
    expect(decideResults(asking(1), 1, [gone(1)], at(99, false))).toMatchObject({ kind: 'wait' });
  });

  it('waits while any picture may still come, and loses none that is stored', () => {
    const outcomes = fc.array(fc.constantFrom('stored', 'refused', 'unfetched', 'unstored', 'unnamed'), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(outcomes, fc.double({ min: 0, max: 30, noNaN: true }), (kinds, hours) => {
        const given = kinds.map((kind, place) =>
          kind === 'stored' ? stored(place + 1) : kind === 'refused' ? refused(place + 1) : gone(place + 1, kind as 'unnamed'),
        );
        const decision = decideResults(asking(kinds.length), 4, given, at(hours));
        const has = kinds.filter((kind) => kind === 'stored').length;
        if (hours >= 24 || !kinds.some((kind) => kind.startsWith('un'))) expect(decision.kind).toBe('end');
        if (decision.kind === 'wait') return;
        expect(decision.results.filter((result) => 'key' in result)).toHaveLength(has);
        expect(decision.state).toBe(has === kinds.length ? 'SUCCEEDED' : has > 0 ? 'PARTIAL' : 'FAILED');
      }),
    );
  });
});
