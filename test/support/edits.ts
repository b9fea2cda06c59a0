/** Edit records for tests: each builder answers a record as the product would have written it. */
import { CREATE_LOCK_MS } from '#core/admission/submission-window.ts';
import type { Edit } from '#core/edit/edit.ts';
import { hashOf } from '#core/ids.ts';
import { VIRTUAL_EPOCH } from './virtual-clock.ts';

/** An edit id for a readable name. */
export const idOf = (name: string): string => hashOf(name);

/** A claimed edit of one stored picture that has not been with the service. */
export const queuedEdit = (change: Partial<Edit> = {}): Edit => {
  const editId = change.editId ?? idOf('edit');
  const times = { createdAt: VIRTUAL_EPOCH, updatedAt: VIRTUAL_EPOCH };
  return {
    editId,
    revision: 1,
    state: 'QUEUED',
    source: { kind: 'upload', key: 'uploads/clock.png', versionId: 'v1' },
    resultPrefix: `results/clock.png/${editId}/`,
    prompt: 'Put a small clock on the table',
    parameters: { n: 1, promptExtend: true, watermark: false },
    images: [
      {
        kind: 'object',
        key: 'uploads/clock.png',
        versionId: 'v1',
        mediaType: 'image/png',
        width: 640,
        height: 480,
        bytes: 68,
      },
    ],
    executions: 1,
    budget: { day: '2026-01-01', reserved: change.parameters?.n ?? 1 },
    ...change,
    times: { ...times, ...change.times },
  };
};

/** An edit whose execution waits for a slot. */
export const waitingEdit = (change: Partial<Edit> = {}): Edit => {
  const edit = queuedEdit(change);
  return {
    ...edit,
    taskToken: change.taskToken ?? `token-of-${edit.editId}`,
    times: { ...edit.times, waitingSince: change.times?.waitingSince ?? edit.times.createdAt },
  };
};

/** An edit that wrote down its attempt; whether the task exists is open. */
export const submittingEdit = (change: Partial<Edit> = {}): Edit =>
  queuedEdit({
    state: 'SUBMITTING',
    submission: { attempt: 1, startedAt: VIRTUAL_EPOCH, until: VIRTUAL_EPOCH + CREATE_LOCK_MS },
    ...change,
  });

/** An edit whose task the service runs. */
export const runningEdit = (change: Partial<Edit> = {}): Edit =>
  submittingEdit({
    state: 'RUNNING',
    taskId: 'task-1',
    ...change,
    times: { createdAt: VIRTUAL_EPOCH, updatedAt: VIRTUAL_EPOCH, submittedAt: VIRTUAL_EPOCH, ...change.times },
  });
