import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EDIT_STATES, NEXT_STATES } from '#core/edit/edit.ts';
import { applyChange } from '#core/edit/edit-change.ts';
import { queuedEdit, submittingEdit, waitingEdit } from '#test/support/edits.ts';

describe('a change of a record', () => {
  it('sets the next revision and when it was written, and keeps every other instant', () => {
    const edit = waitingEdit();
    const changed = applyChange(edit, { state: 'SUBMITTING', times: { admittedAt: 7 } }, 9);
    expect(changed).toEqual({
      ...edit,
      state: 'SUBMITTING',
      revision: 2,
      times: { ...edit.times, admittedAt: 7, updatedAt: 9 },
    });
  });

  it('removes what it sets to undefined', () => {
    expect(applyChange(waitingEdit(), { taskToken: undefined }, 9)).not.toHaveProperty('taskToken');
  });

  it('allows exactly the moves between states that are written down', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EDIT_STATES), fc.constantFrom(...EDIT_STATES), (from, to) => {
        const move = (): unknown => applyChange(queuedEdit({ state: from }), { state: to }, 1);
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
