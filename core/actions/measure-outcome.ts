/** The numbers that an ended edit leaves behind. */
import { durationsOf } from '../edit/durations.ts';
import type { Edit } from '../edit/edit.ts';
import type { Telemetry } from '../ports/telemetry.ts';

/** Names of the metrics, with their units. */
export const METRICS = {
  edits: 'Edits',
  images: 'Images',
  cost: 'EstimatedCost',
  queueSeconds: 'QueueSeconds',
  modelSeconds: 'ModelSeconds',
  detectionLagSeconds: 'DetectionLagSeconds',
  persistSeconds: 'PersistSeconds',
} as const;

/** Counts an ended edit by its outcome, with its images, its cost and its durations, and writes one line. */
export const measureOutcome = (telemetry: Telemetry, edit: Edit): void => {
  telemetry.measure(METRICS.edits, 'Count', 1, { outcome: edit.state });
  if (edit.imageCount !== undefined) telemetry.measure(METRICS.images, 'Count', edit.imageCount);
  if (edit.costUsd !== undefined) telemetry.measure(METRICS.cost, 'None', edit.costUsd);
  const durations = durationsOf(edit);
  for (const name of ['queueSeconds', 'modelSeconds', 'detectionLagSeconds', 'persistSeconds'] as const) {
    const seconds = durations[name];
    if (seconds !== undefined) telemetry.measure(METRICS[name], 'Seconds', seconds);
  }
  const level = edit.state === 'UNRESOLVED' ? 'error' : edit.state === 'FAILED' ? 'warn' : 'info';
  telemetry.log(level, 'edit ended', {
    editId: edit.editId,
    state: edit.state,
    taskId: edit.taskId,
    code: edit.problem?.code,
    imageCount: edit.imageCount,
    costUsd: edit.costUsd,
    ...durations,
  });
};
