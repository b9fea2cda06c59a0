import { describe, expect, it } from 'vitest';
import { editOf, isOpen, needsSlot } from '#core/edit/edit.ts';
import type { EditRecord, EditTimes } from '#core/edit/edit-record.ts';
import { EDIT_STATES, type EditState } from '#core/edit/state.ts';
import { queuedEdit, runningEdit, submittingEdit } from '#test/support/edits.ts';

const TIMES: EditTimes = { createdAt: 1, updatedAt: 2, submittedAt: 3, finishedAt: 4 };
const WHOLE: EditRecord = {
  ...queuedEdit(),
  submission: { attempt: 1, startedAt: 2, until: 3 },
  taskId: 'task-1',
  results: [],
  imageCount: 0,
  costUsd: 0,
  problem: { code: 'CODE', message: 'message', hint: 'hint' },
  times: TIMES,
};

const without = (field: string): EditRecord => {
  const { [field as keyof EditTimes]: _time, ...times } = TIMES;
  const { [field as keyof EditRecord]: _field, ...record } = WHOLE;
  return { ...record, times } as EditRecord;
};

const PROMISES: readonly (readonly [EditState, readonly string[]])[] = [
  ['QUEUED', []],
  ['SUBMITTING', ['submission']],
  ['RUNNING', ['taskId', 'submittedAt']],
  ['SUCCEEDED', ['taskId', 'results', 'imageCount', 'costUsd', 'finishedAt']],
  ['PARTIAL', ['taskId', 'results', 'imageCount', 'costUsd', 'finishedAt']],
  ['FAILED', ['finishedAt']],
  ['CANCELED', ['finishedAt']],
  ['UNRESOLVED', ['problem', 'finishedAt']],
  ['REJECTED', ['problem', 'finishedAt']],
];

describe('a record', () => {
  it('is an edit in every state when it has every field', () => {
    for (const state of EDIT_STATES) expect(editOf({ ...WHOLE, state })).toEqual({ ...WHOLE, state });
  });

  it.each(PROMISES)('is no edit that is %s when it lacks one of %s', (state, promised) => {
    for (const field of ['submission', 'taskId', 'results', 'imageCount', 'costUsd', 'problem', 'submittedAt', 'finishedAt']) {
      const make = () => editOf({ ...without(field), state });
      if (promised.includes(field)) expect(make).toThrow(`edit ${WHOLE.editId} cannot be ${state} without ${field}`);
      else expect(make).not.toThrow();
    }
  });
});

describe('a slot', () => {
  it('is of use until the task has ended or the edit has', () => {
    expect([queuedEdit(), submittingEdit(), runningEdit()].map(needsSlot)).toEqual([true, true, true]);
    expect(needsSlot(runningEdit({ times: { ...TIMES, detectedAt: 5 } }))).toBe(false);
    const others = EDIT_STATES.filter((state) => !['QUEUED', 'SUBMITTING', 'RUNNING'].includes(state));
    for (const state of others) expect(needsSlot(queuedEdit({ state }))).toBe(false);
  });
});

describe('an edit to which something may still happen without a person', () => {
  it('is every one under way, and an unresolved one until it is given up for good', () => {
    const open = EDIT_STATES.filter((state) => isOpen(queuedEdit({ state })));
    expect(open).toEqual(['QUEUED', 'SUBMITTING', 'RUNNING', 'UNRESOLVED']);
    const closed = { ...TIMES, closedAt: 5 };
    expect(EDIT_STATES.filter((state) => isOpen(queuedEdit({ state, times: closed })))).toEqual([
      'QUEUED',
      'SUBMITTING',
      'RUNNING',
    ]);
  });
});
