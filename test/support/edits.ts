/** Edit records for tests: each builder answers a record as the product would have written it. */
import { DEFAULT_POOL } from '#core/admission/pool.ts';
import { CREATE_LOCK_MS } from '#core/admission/submission-window.ts';
import { type Edit, editOf } from '#core/edit/edit.ts';
import { applyChange, type EditChange } from '#core/edit/edit-change.ts';
import type { EditRecord, EditTimes, SlotReference } from '#core/edit/edit-record.ts';
import { type EditState, isTerminal } from '#core/edit/state.ts';
import { hashOf } from '#core/ids.ts';
import { VIRTUAL_EPOCH } from './virtual-clock.ts';

/** An edit id for a readable name. */
export const idOf = (name: string): string => hashOf(name);

const ATTEMPT = { attempt: 1, startedAt: VIRTUAL_EPOCH, until: VIRTUAL_EPOCH + CREATE_LOCK_MS };

/** What a record has in a state, unless the test says otherwise: the promises of core/edit/edit.ts. */
const promisesOf = (
  state: EditState,
  at: number,
): Partial<Omit<EditRecord, 'times'>> & { readonly times: Partial<EditTimes> } => ({
  ...(state === 'SUBMITTING' ? { submission: ATTEMPT } : {}),
  ...(state === 'RUNNING' ? { taskId: 'task-1' } : {}),
  ...(state === 'SUCCEEDED' || state === 'PARTIAL' ? { taskId: 'task-1', results: [], imageCount: 0, costUsd: 0 } : {}),
  ...(state === 'UNRESOLVED' || state === 'REJECTED' ? { problem: { code: 'WHY', message: 'why', hint: 'what next' } } : {}),
  times: { ...(state === 'RUNNING' ? { submittedAt: at } : {}), ...(isTerminal(state) ? { finishedAt: at } : {}) },
});

const inState = (record: EditRecord): Edit => {
  const promised = promisesOf(record.state, record.times.updatedAt);
  return editOf({ ...promised, ...record, times: { ...promised.times, ...record.times } });
};

/** `applyChange`, with what the new state promises where neither the edit nor the change has it. */
export const applied = (edit: Edit, change: EditChange, now: number): Edit => {
  const { times, ...promised } = promisesOf(change.state ?? edit.state, now);
  return applyChange(edit, { ...promised, ...edit, ...change, times: { ...times, ...edit.times, ...change.times } }, now);
};

/** The edit with some fields changed, and with what its state promises. */
export const changed = (edit: Edit, change: Partial<EditRecord>): Edit => inState({ ...edit, ...change });

/** A claimed edit of one stored picture that has not been with the service. */
export const queuedEdit = (change: Partial<EditRecord> = {}): Edit => {
  const editId = change.editId ?? idOf('edit');
  const times = { createdAt: VIRTUAL_EPOCH, updatedAt: VIRTUAL_EPOCH };
  return inState({
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
  });
};

/** An edit whose execution waits for a slot. */
export const waitingEdit = (change: Partial<EditRecord> = {}): Edit => {
  const edit = queuedEdit(change);
  return changed(edit, {
    taskToken: change.taskToken ?? `token-of-${edit.editId}`,
    times: { ...edit.times, waitingSince: change.times?.waitingSince ?? edit.times.createdAt },
  });
};

/** The slot that {@link admittedEdit} holds. */
export const SLOT: SlotReference = { pool: DEFAULT_POOL, shard: 0 };

/** An edit that holds a slot and whose execution went on: what submit finds. */
export const admittedEdit = (change: Partial<EditRecord> = {}): Edit =>
  queuedEdit({
    slot: SLOT,
    ...change,
    times: { createdAt: VIRTUAL_EPOCH, updatedAt: VIRTUAL_EPOCH, admittedAt: VIRTUAL_EPOCH, ...change.times },
  });

/** An edit that wrote down its attempt; whether the task exists is open. */
export const submittingEdit = (change: Partial<EditRecord> = {}): Edit =>
  queuedEdit({
    state: 'SUBMITTING',
    submission: ATTEMPT,
    ...change,
  });

/** An edit whose task the service runs. */
export const runningEdit = (change: Partial<EditRecord> = {}): Edit =>
  submittingEdit({
    state: 'RUNNING',
    taskId: 'task-1',
    ...change,
    times: { createdAt: VIRTUAL_EPOCH, updatedAt: VIRTUAL_EPOCH, submittedAt: VIRTUAL_EPOCH, ...change.times },
  });
