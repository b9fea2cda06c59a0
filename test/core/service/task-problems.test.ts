import { describe, expect, it } from 'vitest';
import { TASK_CANCELED, TASK_EXPIRED, taskCanceled, taskEndProblem, taskExpired } from '#core/service/task-problems.ts';

describe('the end of a task without a picture', () => {
  it('is what the service says of a task that failed', () => {
    const report = { status: 'FAILED', times: {}, code: 'DataInspectionFailed', message: 'no' } as const;
    expect(taskEndProblem('task-1', report)).toMatchObject({
      code: 'CONTENT_REFUSED',
      message: expect.stringContaining('(DataInspectionFailed): no'),
    });
  });

  it('names a task that was canceled at the service', () => {
    expect(taskEndProblem('task-1', { status: 'CANCELED', times: {} })).toEqual(taskCanceled('task-1'));
    expect(taskCanceled('task-1')).toMatchObject({ code: TASK_CANCELED, message: expect.stringContaining('task-1') });
  });

  it('names a task that the service no longer knows', () => {
    expect(taskEndProblem('task-1', { status: 'UNKNOWN' })).toEqual(taskExpired('task-1'));
    expect(taskExpired('task-1')).toMatchObject({ code: TASK_EXPIRED, message: expect.stringContaining('task-1') });
  });

  it('keeps its codes: records of earlier versions carry them', () => {
    expect([TASK_CANCELED, TASK_EXPIRED]).toEqual(['TASK_CANCELED', 'TASK_EXPIRED']);
  });
});
