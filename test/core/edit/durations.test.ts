import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationsOf } from '#core/edit/durations.ts';
import { queuedEdit } from '#test/support/edits.ts';
import { submission, times } from '#test/support/timed-edit.ts';

describe('the durations of an edit', () => {
  it('are its queues, the work of the service, our noticing and our storing, in seconds', () => {
    expect(durationsOf({ submission, times })).toEqual({
      queueSeconds: 10,
      modelSeconds: 50.5,
      detectionLagSeconds: 0.5,
      persistSeconds: 1.25,
    });
  });

  it('are absent until both their ends are known', () => {
    expect(durationsOf(queuedEdit())).toEqual({});
    const { createdAt, updatedAt, submittedAt } = times;
    expect(durationsOf({ submission, times: { createdAt, updatedAt, submittedAt } })).toEqual({ queueSeconds: 9.4 });
  });

  it('count from the submit when the service does not say when it began', () => {
    const { taskScheduledAt: _unknown, ...told } = times;
    expect(durationsOf({ submission, times: told }).modelSeconds).toBe(51.3);
  });

  it('are never negative, and the work of the service does not depend on how its clock differs from ours', () => {
    fc.assert(
      fc.property(fc.integer({ min: -3_600_000, max: 3_600_000 }), (skew) => {
        const skewed = {
          ...times,
          taskSubmittedAt: times.taskSubmittedAt + skew,
          taskScheduledAt: times.taskScheduledAt + skew,
          taskEndedAt: times.taskEndedAt + skew,
        };
        const durations = durationsOf({ submission, times: skewed });
        expect(durations.modelSeconds).toBe(50.5);
        expect(Math.abs((durations.queueSeconds ?? 99) - 10)).toBeLessThanOrEqual(0.4);
        for (const seconds of Object.values(durations)) expect(seconds).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
