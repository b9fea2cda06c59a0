import { describe, expect, it } from 'vitest';
import { describeWait, wayOut } from '#cli/wait/describe-wait.ts';
import type { EditView } from '#client/types.ts';

const AT = '2026-01-01T00:00:00.000Z';
const now = Date.parse(AT) + 60_000;
const view = (change: object): EditView =>
  ({ id: '3f2a91c0d4'.repeat(4), status: 'QUEUED', times: { createdAt: AT, updatedAt: AT }, ...change }) as EditView;

describe('what a command says that it waits for', () => {
  it.each([
    [{ queuePosition: 3 }, 'slot', /free slot at the service, number 3 in the queue/, /created, once/],
    [{}, 'slot', /free slot/, /created/],
    [{ status: 'SUBMITTING', times: { updatedAt: new Date(now - 1000).toISOString() } }, 'create', /handed to/, /names its task/],
    [{ times: { createdAt: AT, updatedAt: AT, admittedAt: AT } }, 'service', /has a slot.*cannot be created/, /doctor$/],
    [{ times: { createdAt: AT, updatedAt: AT, admittedAt: AT }, queuePosition: 1 }, 'slot', /number 1 in the queue/, /created/],
    [{ status: 'SUBMITTING' }, 'proof', /answer of the service was lost/, /proven that there is none/],
    [
      { status: 'SUBMITTING', times: { submissionAt: AT, updatedAt: new Date(now - 1000).toISOString() } },
      'proof',
      /answer of the service was lost/,
      /proven that there is none/,
    ],
    [{ status: 'RUNNING', times: { submittedAt: AT } }, 'model', /service is working/, /fetched/],
    [
      { status: 'RUNNING', times: { submittedAt: new Date(now - 600_000).toISOString() } },
      'model',
      /has not said yet/,
      /asked again.*log.*doctor$/,
    ],
    [
      { status: 'RUNNING', times: { submittedAt: AT, detectedAt: new Date(now - 59_000).toISOString() } },
      'result',
      /fetched and verified/,
      /edit\.json/,
    ],
    [
      { status: 'RUNNING', times: { submittedAt: AT, detectedAt: AT } },
      'result',
      /could not be fetched or stored yet/,
      /tried again.*doctor$/,
    ],
  ])('of %j is %s', (change, what, text, next) => {
    const wait = describeWait(view(change), { paused: false, now });
    expect(wait).toEqual({
      for: what,
      text: expect.stringMatching(text),
      next: expect.stringMatching(next),
      since: expect.any(String),
    });
  });
  it('is that submissions are paused, with the command that goes on', () => {
    expect(describeWait(view({}), { paused: true, now })).toMatchObject({
      for: 'resume',
      next: expect.stringContaining('resume'),
    });
  });
  it('counts from the instant at which this wait began', () => {
    const times = { createdAt: AT, updatedAt: AT, waitingSince: '2026-01-01T00:00:10.000Z' };
    expect(describeWait(view({ times }), { paused: false, now }).since).toBe(times.waitingSince);
  });
});

describe('the way out of an edit whose outcome is unknown', () => {
  it('is to adopt its task, which is named where it is known, or to say that a double payment does not matter', () => {
    expect(wayOut(view({ status: 'UNRESOLVED' }))).toMatch(/retry 3f2a91c0d4 --adopt TASK[\s\S]*--accept-double-payment/);
    expect(wayOut(view({ status: 'UNRESOLVED', taskId: 'task-7' }))).toMatch(/retry 3f2a91c0d4 --adopt task-7\n$/);
    expect(wayOut(view({ status: 'FAILED' }))).toBe('');
  });
});
