/** How long the parts of an edit took, in seconds with millisecond precision; a part is absent until both its ends are known. */
import type { Edit } from './edit.ts';
import { serviceOffsetMs } from './service-clock.ts';

/** The parts of an edit's life. */
export interface Durations {
  /** From the claim until the service began to work on it: our queue and the service's. */
  readonly queueSeconds?: number;
  /** The service's own work. */
  readonly modelSeconds?: number;
  /** From the end of the task until we noticed. */
  readonly detectionLagSeconds?: number;
  /** From noticing until every picture and the record were stored. */
  readonly persistSeconds?: number;
}

/** Durations of an edit, instants of the service's clock read by ours. */
export const durationsOf = (edit: Pick<Edit, 'submission' | 'times'>): Durations => {
  const { createdAt, taskSubmittedAt, taskScheduledAt, taskEndedAt, submittedAt, detectedAt, finishedAt } = edit.times;
  const offset = serviceOffsetMs(edit);
  const ours = (instant: number | undefined): number | undefined => (instant === undefined ? undefined : instant + offset);
  const startedAt = ours(taskScheduledAt ?? taskSubmittedAt) ?? submittedAt;
  return {
    ...span('queueSeconds', createdAt, startedAt),
    ...span('modelSeconds', startedAt, ours(taskEndedAt)),
    ...span('detectionLagSeconds', ours(taskEndedAt), detectedAt),
    ...span('persistSeconds', detectedAt, finishedAt),
  };
};

const span = (name: keyof Durations, from: number | undefined, to: number | undefined): Durations =>
  from === undefined || to === undefined ? {} : { [name]: Math.max(0, Math.round(to - from)) / 1000 };
