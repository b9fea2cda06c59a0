import { describe, expect, it } from 'vitest';
import { EDIT_STATES, isTerminal, NEXT_STATES } from '#core/edit/state.ts';

describe('the states of an edit', () => {
  it('follow one another in these ways and in no other', () => {
    expect(NEXT_STATES).toEqual({
      QUEUED: ['SUBMITTING', 'FAILED', 'CANCELED'],
      SUBMITTING: ['QUEUED', 'RUNNING', 'UNRESOLVED'],
      RUNNING: ['SUCCEEDED', 'PARTIAL', 'FAILED', 'UNRESOLVED', 'CANCELED'],
      UNRESOLVED: ['RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELED'],
      SUCCEEDED: [],
      PARTIAL: [],
      FAILED: [],
      CANCELED: [],
      REJECTED: [],
    });
  });

  it('never lead from an attempt to create a task to an end that says it is free', () => {
    expect(NEXT_STATES.SUBMITTING.filter((state) => ['FAILED', 'CANCELED', 'REJECTED'].includes(state))).toEqual([]);
  });

  it('end where nothing follows; only what is unresolved can still be found', () => {
    const ends = EDIT_STATES.filter(isTerminal);
    expect(ends.filter((state) => NEXT_STATES[state].length > 0)).toEqual(['UNRESOLVED']);
    expect(EDIT_STATES.filter((state) => NEXT_STATES[state].length === 0 && !isTerminal(state))).toEqual([]);
  });
});
