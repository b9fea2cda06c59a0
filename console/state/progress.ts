/** How far an edit is, in the steps of the workflow. */
import type { EditState, EditView } from '#client/types.ts';
import { RESULT_LOST } from '#core/service/task-problems.ts';

/** The steps a person waits for: the states of statemachines/edit-image.asl.json on the way to a result. */
export const STEPS = ['Await slot', 'Submit', 'Wait', 'Check status', 'Persist result'] as const;
/** One of {@link STEPS}. */
export type Step = (typeof STEPS)[number];

/** One step. `ms`: how long it took, where start and end are known. */
export interface StepProgress {
  readonly step: Step;
  readonly status: 'done' | 'current' | 'stopped' | 'ahead';
  readonly ms?: number;
}

type Progressing = Pick<EditView, 'status' | 'ended' | 'times' | 'taskId' | 'problem'>;

/** The status of every step of an edit. */
export const progressOf = (edit: Progressing): readonly StepProgress[] => {
  const at = positionOf(edit);
  const finished = edit.status === 'SUCCEEDED' || edit.status === 'PARTIAL';
  return STEPS.map((step, index) => {
    const ms = durationOf(step, edit.times);
    const status = finished || index < at ? 'done' : index > at ? 'ahead' : edit.ended ? 'stopped' : 'current';
    return { step, status, ...(ms === undefined || status === 'ahead' ? {} : { ms }) };
  });
};

/** The step in which the edit is, or in which it ended. */
const positionOf = ({ status, times, taskId, problem }: Progressing): number => {
  if (status === 'QUEUED' || status === 'REJECTED') return 0;
  if (status === 'SUBMITTING') return 1;
  if (times.detectedAt !== undefined) return status === 'FAILED' && problem?.code !== RESULT_LOST ? 3 : 4;
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
    case 'Check status':
      return between(times.taskEndedAt, times.detectedAt);
    case 'Persist result':
      return between(times.detectedAt, times.finishedAt);
  }
};

/** Two clocks are involved, so a step may seem to end before it began: that counts as no time. */
const between = (from: string | undefined, to: string | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : Math.max(0, Date.parse(to) - Date.parse(from));

/** How long the edit has been under way, or took, in ms; `sinceSeen`: ms since this view of it arrived. */
export const elapsedOf = ({ seconds, ended }: Pick<EditView, 'seconds' | 'ended'>, sinceSeen: number): number =>
  (seconds.total ?? 0) * 1000 + (ended ? 0 : Math.max(0, sinceSeen));

/** A create is answered within this time, in ms; its task is looked for afterwards. */
const CREATE_ANSWERED_MS = 45_000;

type Situation = Pick<EditView, 'status' | 'ended' | 'queuePosition' | 'cancelRequestedAt' | 'times' | 'seconds'>;

/** One sentence on where the edit is, for the screen and for screen readers. */
export const progressSentence = (edit: Situation): string => {
  if (edit.cancelRequestedAt !== undefined && !edit.ended) return 'Cancel requested. What the model already made is still kept.';
  if (edit.status === 'QUEUED' && edit.queuePosition !== undefined && edit.queuePosition > 0) {
    return `Waiting for a slot: number ${edit.queuePosition} in the queue. Waiting costs nothing.`;
  }
  if (edit.status === 'QUEUED' && edit.times.admittedAt !== undefined) {
    return 'Its task cannot be created at the moment. It is tried again; waiting costs nothing.';
  }
  if (isInDoubt(edit)) return 'The answer of the service was lost. Its task is looked for, so that it is not paid twice.';
  if (isMade(edit)) return 'The model is done. The result is fetched and verified.';
  return SENTENCES[edit.status];
};

/** By the clock of the server: its view says how old the edit is. */
const isInDoubt = ({ status, times, seconds }: Situation): boolean =>
  status === 'SUBMITTING' &&
  times.submissionAt !== undefined &&
  Date.parse(times.createdAt) + (seconds.total ?? 0) * 1000 - Date.parse(times.submissionAt) >= CREATE_ANSWERED_MS;

const isMade = ({ status, times }: Pick<EditView, 'status' | 'times'>): boolean =>
  status === 'RUNNING' && times.detectedAt !== undefined;

/** What canceling the edit means right now. */
export const cancelMeaning = (edit: Pick<EditView, 'status' | 'times'>): string => {
  if (isMade(edit)) return 'The model is done: what it made is charged, and is kept all the same.';
  if (edit.status === 'SUBMITTING') return 'A task may have been created already. What it makes is charged and kept.';
  return edit.status === 'RUNNING'
    ? 'The task is with the model: it stops only if the model has not begun. What is made is charged and kept.'
    : 'Nothing has been paid yet.';
};

const SENTENCES: Readonly<Record<EditState, string>> = {
  QUEUED: 'Waiting for a slot. Waiting costs nothing.',
  SUBMITTING: 'Creating the task at the model service.',
  RUNNING: 'The model is working. This usually takes one to two minutes.',
  SUCCEEDED: 'Finished.',
  PARTIAL: 'Finished: some of the images were made.',
  FAILED: 'The edit failed.',
  UNRESOLVED: 'It is not known whether the service accepted the task.',
  CANCELED: 'The edit was canceled.',
  REJECTED: 'The request was rejected. Nothing was paid.',
};
