/** What an edit waits for, since when, and what comes next: the same words wherever a command waits. */
import type { EditView } from '#client/types.ts';
import { commandLine } from '../command-line.ts';

/** What is waited for: a slot at the service, that the service takes a task, the proof of what became of a create, the model, the result's files, or an answer of Darkroom. */
export type WaitedFor = 'slot' | 'resume' | 'service' | 'create' | 'proof' | 'model' | 'result' | 'answer';

/** One wait, told. */
export interface Wait {
  readonly for: WaitedFor;
  /** ISO 8601. */
  readonly since: string;
  /** What is waited for, in words. */
  readonly text: string;
  /** What happens next. */
  readonly next: string;
}

/** A create is answered within this time, in ms; in doubt it is looked for afterwards. */
const CREATE_ANSWERED_MS = 45_000;

/** A task has ended within this time, in ms, in nearly every case; one that has not may be one whose looks are not answered. */
const TASK_ENDED_MS = 600_000;

/** Results are fetched, verified and stored within this time, in ms, unless something stands in the way (assumed). */
const RESULT_STORED_MS = 60_000;

/** What an edit under way waits for at `now` (epoch ms). `paused`: nothing is submitted until a person resumes. */
export const describeWait = (edit: EditView, { paused, now }: { readonly paused: boolean; readonly now: number }): Wait => {
  const { status, times, queuePosition } = edit;
  if (status === 'QUEUED') {
    const since = times.waitingSince ?? times.createdAt;
    if (paused) {
      return { for: 'resume', since, text: 'submissions are paused', next: `it goes on after: ${commandLine('resume')}` };
    }
    if (times.admittedAt !== undefined && queuePosition === undefined) {
      return {
        for: 'service',
        since: times.admittedAt,
        text: 'it has a slot, but its task cannot be created at the moment; nothing is paid',
        next: `it is tried again by itself; what stands in the way is said by: ${commandLine('doctor')}`,
      };
    }
    const place = queuePosition === undefined ? '' : `, number ${queuePosition} in the queue`;
    return { for: 'slot', since, text: `waiting for a free slot at the service${place}`, next: 'its task is created, once' };
  }
  if (status === 'SUBMITTING') {
    const since = times.submissionAt ?? times.updatedAt;
    return now - Date.parse(since) < CREATE_ANSWERED_MS
      ? { for: 'create', since, text: 'being handed to the service', next: 'the service names its task' }
      : {
          for: 'proof',
          since,
          text: 'the answer of the service was lost; its task is looked for, so that it is not paid twice',
          next: 'the task is found and its result fetched, or it is proven that there is none and one is created',
        };
  }
  if (times.detectedAt !== undefined) {
    if (now - Date.parse(times.detectedAt) >= RESULT_STORED_MS) {
      return {
        for: 'result',
        since: times.detectedAt,
        text: 'the result could not be fetched or stored yet',
        next: `it is tried again for as long as the service keeps it, 24 hours; what stands in the way is in the log, or said by: ${commandLine('doctor')}`,
      };
    }
    return {
      for: 'result',
      since: times.detectedAt,
      text: 'the result is fetched and verified',
      next: 'edit.json, then it is done',
    };
  }
  const since = times.taskScheduledAt ?? times.submittedAt ?? times.updatedAt;
  return now - Date.parse(since) < TASK_ENDED_MS
    ? { for: 'model', since, text: 'the service is working on it', next: 'its result is fetched' }
    : {
        for: 'model',
        since,
        text: 'the service has not said yet that it is done',
        next: `it is asked again for a day; what stands in the way is in the log, or said by: ${commandLine('doctor')}`,
      };
};

/** What a command says when it stops waiting without an end, or of an edit that ended without one: how to go on. */
export const wayOut = ({ id, status, taskId }: EditView): string => {
  const short = id.slice(0, 10);
  if (status !== 'UNRESOLVED') return '';
  if (taskId !== undefined)
    return `Its result is paid and fetched again by itself; at once: ${commandLine(`retry ${short} --adopt ${taskId}`)}\n`;
  return [
    'Look for its task in the Model Studio console, at the minute of the edit, and fetch what it made, paying nothing:',
    `  ${commandLine(`retry ${short} --adopt TASK`)}`,
    'Or, when there is none, or a double payment does not matter:',
    `  ${commandLine(`retry ${short} --accept-double-payment`)}`,
    '',
  ].join('\n');
};
