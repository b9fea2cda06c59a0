import { describe, expect, it } from 'vitest';
import {
  AccountProblem,
  Canceled,
  EditError,
  InvalidEdit,
  NotAccepted,
  NotAdmitted,
  ResultUnavailable,
  SubmissionUnknown,
  Unavailable,
  WORKFLOW_ERROR_NAMES,
} from '#core/errors.ts';

const problem = { code: 'C', message: 'what happened', hint: 'what to do' };

describe('an error of the family', () => {
  it.each([
    ['InvalidEdit', InvalidEdit, false],
    ['AccountProblem', AccountProblem, false],
    ['NotAccepted', NotAccepted, true],
    ['SubmissionUnknown', SubmissionUnknown, true],
    ['NotAdmitted', NotAdmitted, true],
    ['Unavailable', Unavailable, true],
    ['ResultUnavailable', ResultUnavailable, true],
    ['Canceled', Canceled, false],
  ] as const)('%s has its name, and may be tried again or not', (name, Family, retryable) => {
    const error = new Family(problem);
    expect(error).toBeInstanceOf(EditError);
    expect([error.name, error.retryable, error.message]).toEqual([name, retryable, 'what happened']);
    expect(error.problem).toEqual(problem);
    expect(WORKFLOW_ERROR_NAMES).toContain(name);
  });

  it('has a cause only when one is given', () => {
    const cause = new Error('below');
    expect(new Unavailable({ ...problem, cause }).cause).toBe(cause);
    expect(Object.hasOwn(new Unavailable(problem), 'cause')).toBe(false);
  });
});
