import { describe, expect, it } from 'vitest';
import { taskInstants } from '#core/edit/task-times.ts';

describe('the instants of a task', () => {
  it('come under the names of the record, and only those that were told', () => {
    expect(taskInstants({ submittedAt: 1, scheduledAt: 2, endedAt: 3 })).toEqual({
      taskSubmittedAt: 1,
      taskScheduledAt: 2,
      taskEndedAt: 3,
    });
    expect(taskInstants({})).toEqual({});
  });
});
