/** How far an edit is, in the steps of the workflow. */
import { type EditState, isTerminal } from '#core/edit.ts';
import type { EditView } from '#client/types.ts';

/** The steps a person sees: those of statemachines/edit-image.asl.json. */
export const STEPS = ['Await slot', 'Submit', 'Wait', 'Check', 'Persist'] as const;
/** One of {@link STEPS}. */
export type Step = (typeof STEPS)[number];

/** How one step stands. `ms`: how long it took, where both ends are known. */
export interface StepProgress {
  readonly step: Step;
  readonly status: 'done' | 'current' | 'stopped' | 'ahead';
  readonly ms?: number;
}

type Progressing = Pick<EditView, 'state' | 'times' | 'taskId'>;

/** Where an edit stands in every step. */
export const progressOf = (edit: Progressing): readonly StepProgress[] => {
  const at = positionOf(edit);
  const finished = edit.state === 'SUCCEEDED' || edit.state === 'PARTIAL';
  const halted = !finished && isTerminal(edit.state);
  return STEPS.map((step, index) => {
    const ms = durationOf(step, edit.times);
    const status = finished || index < at ? 'done' : index > at ? 'ahead' : halted ? 'stopped' : 'current';
    return { step, status, ...(ms === undefined || status === 'ahead' ? {} : { ms }) };
  });
};

/** The step in which the edit is, or in which it ended. */
const positionOf = ({ state, times, taskId }: Progressing): number => {
  if (state === 'QUEUED' || state === 'REJECTED') return 0;
  if (state === 'SUBMITTING') return 1;
  if (times.detectedAt !== undefined) return state === 'FAILED' ? 3 : 4;
  if (times.taskEndedAt !== undefined) return 3;
  if (taskId !== undefined || times.submittedAt !== undefined) return 2;
  return times.admittedAt === undefined ? 0 : 1;
};

const durationOf = (step: Step, times: EditView['times']): number | undefined => {
  switch (step) {
    case 'Await slot':
      return between(times.createdAt, times.admittedAt);
    case 'Submit':
      return between(times.admittedAt, times.submittedAt);
    case 'Wait':
      return between(times.submittedAt, times.taskEndedAt);
    case 'Check':
      return between(times.taskEndedAt, times.detectedAt);
    case 'Persist':
      return between(times.detectedAt, times.finishedAt);
  }
};

const between = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.max(0, to - from);

/** How long the edit has been under way, or took: epoch ms in, ms out. */
export const elapsedOf = ({ times, state }: Pick<EditView, 'times' | 'state'>, now: number): number =>
  Math.max(0, (isTerminal(state) ? (times.finishedAt ?? times.updatedAt) : now) - times.createdAt);

/** One sentence on where the edit is, for the screen and for screen readers. */
export const progressSentence = (edit: Pick<EditView, 'state' | 'queuePosition' | 'cancelRequestedAt'>): string => {
  if (edit.cancelRequestedAt !== undefined && !isTerminal(edit.state)) {
    return 'Cancel requested. What the model already made is still kept.';
  }
  if (edit.state === 'QUEUED' && edit.queuePosition !== undefined && edit.queuePosition > 0) {
    return `Waiting for a slot: number ${edit.queuePosition} in the queue. Waiting costs nothing.`;
  }
  return SENTENCES[edit.state];
};

const SENTENCES: Readonly<Record<EditState, string>> = {
  QUEUED: 'Waiting for a slot. Waiting costs nothing.',
  SUBMITTING: 'Creating the task at the model service.',
  RUNNING: 'The model is working. This usually takes one to two minutes.',
  SUCCEEDED: 'Finished.',
  PARTIAL: 'Finished: some of the pictures were made.',
  FAILED: 'The edit failed.',
  UNRESOLVED: 'It is not known whether the service accepted the task.',
  CANCELED: 'The edit was canceled.',
  REJECTED: 'The request was refused. Nothing was paid.',
};
