import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
