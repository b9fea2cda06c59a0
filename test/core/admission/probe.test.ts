import { describe, expect, it } from 'vitest';
import { PROBE_TASK, probeDue } from '#core/admission/probe.ts';
import { closedAt } from '#core/admission/submission-window.ts';

const UNTIL = 1_000_000;
const submission = { attempt: 1, startedAt: UNTIL - 60_000, until: UNTIL };
const due = (seconds: number, probe?: { readonly startedAt: number; readonly taskId?: string }): boolean =>
  probeDue({ ...submission, ...(probe === undefined ? {} : { probe }) }, UNTIL + seconds * 1000);

describe('the probe', () => {
  it('cannot succeed, so that it is never billed: its only picture lies below a name that never resolves', () => {
    expect(PROBE_TASK.images.map((image) => new URL(image).hostname)).toEqual([expect.stringMatching(/\.invalid$/)]);
    expect(PROBE_TASK.parameters.n).toBe(1);
  });

  it('is sent once its task must be younger than the window', () => {
    expect([due(12.999), due(13)]).toEqual([false, true]);
    expect(UNTIL + 13_000).toBeGreaterThan(closedAt(submission, [0]));
  });

  it('is not sent again once the service took it', () => {
    expect(due(86_000, { startedAt: UNTIL + 13_000, taskId: 'probe' })).toBe(false);
  });

  it('is sent again when the service refused it, each time twice as long after the window', () => {
    const first = { startedAt: UNTIL + 13_000 };
    expect([due(25.999, first), due(26, first)]).toEqual([false, true]);
    const second = { startedAt: UNTIL + 26_000 };
    expect([due(51.999, second), due(52, second)]).toEqual([false, true]);
    const late = { startedAt: UNTIL + 3_600_000 };
    expect([due(7199, late), due(7200, late)]).toEqual([false, true]);
  });
});
