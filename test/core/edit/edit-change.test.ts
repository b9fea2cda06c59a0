import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen } from '#core/edit/edit.ts';
import { applyChange } from '#core/edit/edit-change.ts';
import { EDIT_STATES, NEXT_STATES } from '#core/edit/state.ts';
import { eventOf } from '#core/events/events.ts';
import { applied, queuedEdit, runningEdit, submittingEdit, waitingEdit } from '#test/support/edits.ts';

const submission = { attempt: 1, startedAt: 5, until: 6 };

describe('a change of a record', () => {
  it('sets the next revision and when it was written, and keeps every other instant', () => {
    const edit = waitingEdit();
    const changed = applyChange(edit, { state: 'SUBMITTING', submission, times: { admittedAt: 7 } }, 9);
    expect(changed).toEqual({
      ...edit,
      state: 'SUBMITTING',
      submission,
      revision: 2,
      times: { ...edit.times, admittedAt: 7, updatedAt: 9 },
    });
  });

  it('is refused when it leaves out what the new state promises', () => {
    expect(() => applyChange(queuedEdit(), { state: 'SUBMITTING' }, 9)).toThrow('cannot be SUBMITTING without submission');
    expect(() => applyChange(submittingEdit(), { state: 'RUNNING' }, 9)).toThrow('cannot be RUNNING without taskId, submittedAt');
    expect(() => applyChange(runningEdit(), { taskId: undefined }, 9)).toThrow('cannot be RUNNING without taskId');
  });

  it('removes what it sets to undefined', () => {
    expect(applyChange(waitingEdit(), { taskToken: undefined }, 9)).not.toHaveProperty('taskToken');
  });

  it('allows exactly the moves between states that are written down', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EDIT_STATES), fc.constantFrom(...EDIT_STATES), (from, to) => {
        const move = (): unknown => applied(queuedEdit({ state: from }), { state: to }, 1);
        if (from === to || NEXT_STATES[from].includes(to)) expect(move()).toMatchObject({ state: to });
        else expect(move).toThrow(`cannot go from ${from} to ${to}`);
      }),
    );
  });

  it('never leads from an attempt to create a task to an end that says it is free', () => {
    const ends = ['FAILED', 'CANCELED', 'REJECTED'] as const;
    for (const end of ends) expect(() => applyChange(submittingEdit(), { state: end }, 1)).toThrow('cannot go');
  });
});

describe('a slot', () => {
  const slot = { pool: 'default', shard: 3 };
  it('is kept by an edit that may still submit, or whose task may still run', () => {
    const queued = queuedEdit({ slot });
    const submitting = applyChange(queued, { state: 'SUBMITTING', submission }, 9);
    const running = applyChange(submitting, { state: 'RUNNING', taskId: 't', times: { submittedAt: 9 } }, 9);
    for (const edit of [submitting, running, applyChange(submitting, { state: 'QUEUED' }, 9)]) expect(edit.slot).toEqual(slot);
  });
  it('is dropped once the edit has no use for it: its task has ended, or the edit has', () => {
    const running = runningEdit({ slot });
    expect(applyChange(running, { times: { detectedAt: 9 } }, 9)).not.toHaveProperty('slot');
    expect(applied(submittingEdit({ slot }), { state: 'UNRESOLVED' }, 9)).not.toHaveProperty('slot');
    for (const state of NEXT_STATES.RUNNING) expect(applied(running, { state }, 9)).not.toHaveProperty('slot');
    for (const state of ['FAILED', 'CANCELED'] as const)
      expect(applied(queuedEdit({ slot }), { state }, 9)).not.toHaveProperty('slot');
  });
  it('is not given to an edit that has no use for it', () => {
    expect(applyChange(runningEdit({ state: 'UNRESOLVED' }), { slot }, 9)).not.toHaveProperty('slot');
  });
});

describe('an edit that was given up for good', () => {
  const given = () => applied(runningEdit({ state: 'UNRESOLVED' }), { times: { closedAt: 5 } }, 5);
  it('stays so while it is unresolved', () => {
    expect(applyChange(given(), { actualPrompt: 'x' }, 9).times.closedAt).toBe(5);
  });
  it('is no longer once it goes on, as when a person finds its task: what is lost after that is fetched again', () => {
    const again = applied(given(), { state: 'RUNNING' }, 9);
    expect(again.times).not.toHaveProperty('closedAt');
    expect(isOpen(applied(again, { state: 'UNRESOLVED' }, 10))).toBe(true);
  });
});

describe('what a service echoes', () => {
  const echo = 'refused sk-canary0123456789 at https://host.example/a.png?Signature=canary, data:image/png;base64,Y2FuYXJ5canary';
  const problem = { code: 'ECHO', message: echo, hint: 'Look at the log.' };
  it('is recorded and published without keys, signatures and data, wherever it is written', () => {
    const change = { state: 'PARTIAL', problem, actualPrompt: echo, results: [{ index: 1, problem }] } as const;
    const edit = applied(runningEdit(), change, 9);
    for (const written of [edit, eventOf(edit)]) {
      expect(JSON.stringify(written)).toContain('ECHO');
      expect(JSON.stringify(written)).not.toContain('canary');
    }
    expect(edit.problem?.hint).toBe(problem.hint);
  });
  it('is not asked for again when a change says nothing of it, and may be taken away', () => {
    const edit = applied(runningEdit(), { problem }, 9);
    expect(applyChange(edit, {}, 10).problem).toEqual(edit.problem);
    expect(applyChange(edit, { problem: undefined }, 10)).not.toHaveProperty('problem');
  });
});
