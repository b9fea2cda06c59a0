import { describe, expect, it } from 'vitest';
import { measureOutcome } from '#core/actions/measure-outcome.ts';
import { queuedEdit, runningEdit } from '#test/support/edits.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { submission, times } from '#test/support/timed-edit.ts';

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
    expect(telemetry.measures.filter(({ name }) => name === 'Edits')).toHaveLength(1);
    expect(telemetry.measures.filter(({ value }) => value === undefined)).toEqual([]);
  });

  it('are loud when a paid result is lost, and leave the images of an unresolved edit to its end', () => {
    const telemetry = createRecordingTelemetry();
    const problem = { code: 'RESULT_LOST', message: 'm', hint: 'h' };
    measureOutcome(telemetry, runningEdit({ state: 'UNRESOLVED', problem, imageCount: 1, costUsd: 0.03 }));
    measureOutcome(telemetry, runningEdit({ state: 'FAILED', problem, imageCount: 1, costUsd: 0.03 }));
    expect(telemetry.lines.map(({ level }) => level)).toEqual(['error', 'error']);
    expect(
      telemetry.measures.filter(({ name }) => name === 'Images' || name === 'EstimatedCost').map(({ value }) => value),
    ).toEqual([1, 0.03]);
  });
});
