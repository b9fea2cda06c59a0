/**
 * The probe: a task that cannot succeed, so that it is never billed, made to see whether the service's task list is fresh where no other
 * edit creates a task. Its only image lies below a name that never resolves (RFC 6761, 6.4); a task that fails is not charged (guide).
 */
import type { Submission } from '../edit/edit-record.ts';
import { CLOCK_SKEW_MS } from './submission-window.ts';

/** What is sent. */
export const PROBE_TASK = {
  prompt: 'Darkroom looks whether the task list is up to date. This task cannot succeed.',
  images: ['https://darkroom-probe.invalid/no-image.png'],
  parameters: { n: 1, promptExtend: false, watermark: false },
} as const;

/** How long after the window a probe may be sent, in ms: its task must be younger than the window for certain. */
const PROBE_AFTER_MS = CLOCK_SKEW_MS + 3_000;

/**
 * Whether a probe may be sent: after the window, and, when the one before told nothing (it was refused, or it is listed and was too early),
 * at growing distances.
 */
export const probeDue = ({ until, probe }: Submission, now: number, wasTooEarly = false): boolean => {
  if (now < until + PROBE_AFTER_MS) return false;
  if (probe === undefined) return true;
  const toldNothing = probe.taskId === undefined || wasTooEarly;
  return toldNothing && now - probe.startedAt >= Math.max(PROBE_AFTER_MS, probe.startedAt - until);
};
