import { describe, expect, it } from 'vitest';
import { EDIT_STATES, needsSlot } from '#core/edit/edit.ts';
import { queuedEdit, runningEdit } from '#test/support/edits.ts';

describe('who has a use for a slot', () => {
  it('is who may still submit, and whose task may still run', () => {
    expect(EDIT_STATES.filter((state) => needsSlot(queuedEdit({ state })))).toEqual(['QUEUED', 'SUBMITTING', 'RUNNING']);
    expect(needsSlot(runningEdit({ times: { createdAt: 0, updatedAt: 0, detectedAt: 1 } }))).toBe(false);
  });
});
