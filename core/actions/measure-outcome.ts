/** The numbers that an ended edit leaves behind. */
import { durationsOf } from '../edit/durations.ts';
import type { Edit } from '../edit/edit.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { mayBeCharged } from '../service/task-problems.ts';

const SECONDS = {
  queueSeconds: 'QueueSeconds',
  modelSeconds: 'ModelSeconds',
  detectionLagSeconds: 'DetectionLagSeconds',
  persistSeconds: 'PersistSeconds',
} as const;

/**
 * Counts an ended edit by its outcome, with its images, its cost and its durations, and writes one line. Images and cost of an unresolved one are
 * counted when it ends otherwise.
 */
export const measureOutcome = (telemetry: Telemetry, edit: Edit): void => {
  telemetry.measure('Edits', 1, { outcome: edit.state });
  const isCharged = edit.state !== 'UNRESOLVED';
  if (isCharged && edit.imageCount !== undefined) telemetry.measure('Images', edit.imageCount);
  if (isCharged && edit.costUsd !== undefined) telemetry.measure('EstimatedCost', edit.costUsd);
  const durations = durationsOf(edit);
  for (const name of ['queueSeconds', 'modelSeconds', 'detectionLagSeconds', 'persistSeconds'] as const) {
    const seconds = durations[name];
    if (seconds !== undefined) telemetry.measure(SECONDS[name], seconds);
  }
  telemetry.log(levelOf(edit), 'edit ended', {
    editId: edit.editId,
    state: edit.state,
    taskId: edit.taskId,
    code: edit.problem?.code,
    imageCount: edit.imageCount,
    costUsd: edit.costUsd,
    ...durations,
  });
};

/** Loud when a person must look: what is unresolved, and what was paid and is lost. */
const levelOf = ({ state, problem }: Edit): 'error' | 'warn' | 'info' => {
  if (state === 'UNRESOLVED') return 'error';
  if (state !== 'FAILED') return 'info';
  return mayBeCharged(problem?.code ?? '') ? 'error' : 'warn';
};
