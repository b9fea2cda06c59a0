import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureOutcome } from '#core/actions/measure-outcome.ts';
import { durationsOf } from '#core/edit/durations.ts';
import { serviceOffsetMs } from '#core/edit/service-clock.ts';
import { taskInstants } from '#core/edit/task-times.ts';
import { queuedEdit, runningEdit } from '#test/support/edits.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';

const submission = { attempt: 1, startedAt: 10_000, until: 70_000 };
const times = {
  createdAt: 1000,
  updatedAt: 1000,
  submittedAt: 10_400,
  taskSubmittedAt: 10_200,
  taskScheduledAt: 11_000,
  taskEndedAt: 61_500,
  detectedAt: 62_000,
  finishedAt: 63_250,
};

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

describe('the clock of the service', () => {
  const offset = (taskSubmittedAt: number): number => serviceOffsetMs({ submission, times: { ...times, taskSubmittedAt } });

  it('is believed while it does not contradict what we saw', () => {
    for (const instant of [10_000, 10_200, 10_400]) expect(offset(instant)).toBe(0);
  });

  it('is corrected by the least that makes sense of it', () => {
    expect(offset(9000)).toBe(1000);
    expect(offset(12_000)).toBe(-1600);
  });

  it('is believed when there is nothing to hold against it', () => {
    expect(serviceOffsetMs(queuedEdit())).toBe(0);
    expect(serviceOffsetMs({ times })).toBe(0);
    const { submittedAt: _unknown, ...heard } = times;
    expect(serviceOffsetMs({ submission, times: heard })).toBe(0);
  });
});

describe('the instants of a task', () => {
  it('come under the names of the record, and only those that were told', () => {
    expect(taskInstants({ submittedAt: 1, scheduledAt: 2, endedAt: 3 })).toEqual({
      taskSubmittedAt: 1,
      taskScheduledAt: 2,
      taskEndedAt: 3,
    });
    expect(taskInstants({})).toEqual({});
  });
});

describe('the numbers of an ended edit', () => {
  it('are its outcome, images, cost and durations, and one line that is loud when a person must look', () => {
    const telemetry = createRecordingTelemetry();
    measureOutcome(telemetry, runningEdit({ state: 'SUCCEEDED', submission, times, imageCount: 2, costUsd: 0.06 }));
    expect(telemetry.measures.map(({ name, unit, value }) => [name, unit, value])).toEqual([
      ['Edits', 'Count', 1],
      ['Images', 'Count', 2],
      ['EstimatedCost', 'None', 0.06],
      ['QueueSeconds', 'Seconds', 10],
      ['ModelSeconds', 'Seconds', 50.5],
      ['DetectionLagSeconds', 'Seconds', 0.5],
      ['PersistSeconds', 'Seconds', 1.25],
    ]);
    expect(telemetry.lines).toMatchObject([
      { level: 'info', event: 'edit ended', fields: { state: 'SUCCEEDED', taskId: 'task-1' } },
    ]);
  });

  it.each([
    ['SUCCEEDED', 'info'],
    ['CANCELED', 'info'],
    ['FAILED', 'warn'],
    ['UNRESOLVED', 'error'],
  ] as const)('are logged for %s as %s', (state, level) => {
    const telemetry = createRecordingTelemetry();
    measureOutcome(telemetry, queuedEdit({ state }));
    expect(telemetry.lines[0]?.level).toBe(level);
    expect(telemetry.measures).toHaveLength(1);
  });
});
