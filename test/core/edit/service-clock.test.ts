import { describe, expect, it } from 'vitest';
import { serviceOffsetMs } from '#core/edit/service-clock.ts';
import { queuedEdit } from '#test/support/edits.ts';
import { submission, times } from '#test/support/timed-edit.ts';

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
    expect(serviceOffsetMs({ submission, times: { ...heard, taskSubmittedAt: 9000 } })).toBe(0);
    const { taskSubmittedAt: _untold, ...untold } = times;
    expect(serviceOffsetMs({ submission, times: untold })).toBe(0);
  });
});
