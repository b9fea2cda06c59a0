import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from '#core/edit/edit.ts';
import { applyChange } from '#core/edit/edit-change.ts';
import type { EditRecord } from '#core/edit/edit-record.ts';
import type { ExecutionStatus } from '#core/edit/repair.ts';
import { isHealthy, type Repair, repairOf, TOKEN_LIFE_MS } from '#core/edit/repair.ts';
import { EDIT_STATES, isTerminal } from '#core/edit/state.ts';
import { taskProblem } from '#core/service/error-codes.ts';
import { taskExpired } from '#core/service/task-problems.ts';
import { queuedEdit, runningEdit, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';
import { workflowDefinition } from '#test/support/workflow-file.ts';

const NOW = VIRTUAL_EPOCH + 600_000;
const slot = { pool: 'default', shard: 0 };

const EXECUTIONS = {
  NONE: { status: 'NONE' },
  RUNNING: { status: 'RUNNING' },
  SUCCEEDED: { status: 'SUCCEEDED' },
  ABORTED: { status: 'ABORTED' },
  FAILED: { status: 'FAILED', failure: { Error: 'States.TaskFailed', Cause: 'boom' } },
  TIMED_OUT: { status: 'TIMED_OUT', failure: {} },
} as const satisfies Record<string, ExecutionStatus>;

type Status = keyof typeof EXECUTIONS;
const STATUSES = Object.keys(EXECUTIONS) as Status[];

/** A repair in one word: what is done, and the state that an end leads to. */
const wordOf = (repair: Repair): string => (repair.what === 'end' ? `end ${repair.change.state}` : repair.what);

const found = (edit: Edit, status: Status): string => wordOf(repairOf(edit, EXECUTIONS[status], NOW));

/** Each row: an edit under way, and what is done about it when its newest execution is found to be ... */
/** Of an edit for which nothing was sent yet. */
const NOTHING_SENT = {
  NONE: 'start',
  RUNNING: 'leave',
  SUCCEEDED: 'restart',
  ABORTED: 'end CANCELED',
  FAILED: 'end FAILED',
  TIMED_OUT: 'end FAILED',
} as const;

const TABLE: readonly (readonly [string, Edit, Readonly<Record<Status, string>>])[] = [
  ['has not begun to wait', queuedEdit(), NOTHING_SENT],
  ['waits for a slot', waitingEdit(), NOTHING_SENT],
  [
    'has a slot, but its token was not used',
    waitingEdit({ slot }),
    {
      NONE: 'start',
      RUNNING: 'resume',
      SUCCEEDED: 'restart',
      ABORTED: 'end CANCELED',
      FAILED: 'end FAILED',
      TIMED_OUT: 'end FAILED',
    },
  ],
  ['has a slot and goes on', queuedEdit({ slot }), NOTHING_SENT],
  [
    'is queued and was to be canceled',
    queuedEdit({ cancelRequestedAt: 5 }),
    {
      NONE: 'end CANCELED',
      RUNNING: 'leave',
      SUCCEEDED: 'restart',
      ABORTED: 'end CANCELED',
      FAILED: 'end CANCELED',
      TIMED_OUT: 'end CANCELED',
    },
  ],
  [
    'is in doubt about its create',
    submittingEdit({ slot }),
    {
      NONE: 'start',
      RUNNING: 'leave',
      SUCCEEDED: 'restart',
      ABORTED: 'restart',
      FAILED: 'end UNRESOLVED',
      TIMED_OUT: 'end UNRESOLVED',
    },
  ],
  [
    'is in doubt and was to be canceled',
    submittingEdit({ slot, cancelRequestedAt: 5 }),
    {
      NONE: 'start',
      RUNNING: 'leave',
      SUCCEEDED: 'restart',
      ABORTED: 'restart',
      FAILED: 'end UNRESOLVED',
      TIMED_OUT: 'end UNRESOLVED',
    },
  ],
  [
    'has a task',
    runningEdit({ slot }),
    {
      NONE: 'start',
      RUNNING: 'leave',
      SUCCEEDED: 'restart',
      ABORTED: 'cancel-task',
      FAILED: 'end UNRESOLVED',
      TIMED_OUT: 'end UNRESOLVED',
    },
  ],
  [
    'has a task that has ended',
    runningEdit({ times: { createdAt: 1, updatedAt: 1, detectedAt: 2 } }),
    {
      NONE: 'start',
      RUNNING: 'leave',
      SUCCEEDED: 'restart',
      ABORTED: 'restart',
      FAILED: 'end UNRESOLVED',
      TIMED_OUT: 'end UNRESOLVED',
    },
  ],
  [
    'has a task that failed, as it says already',
    runningEdit({ problem: taskProblem('InternalError', 'boom') }),
    {
      NONE: 'start',
      RUNNING: 'leave',
      SUCCEEDED: 'restart',
      ABORTED: 'cancel-task',
      FAILED: 'end FAILED',
      TIMED_OUT: 'end FAILED',
    },
  ],
  [
    'has a task that expired, as it says already',
    runningEdit({ problem: taskExpired('task-1') }),
    {
      NONE: 'start',
      RUNNING: 'leave',
      SUCCEEDED: 'restart',
      ABORTED: 'cancel-task',
      FAILED: 'end UNRESOLVED',
      TIMED_OUT: 'end UNRESOLVED',
    },
  ],
];

describe('an edit whose execution ended, or may have', () => {
  describe.each(TABLE)('that %s', (_what, edit, expected) => {
    it.each(STATUSES)('and whose newest execution is %s', (status) => {
      expect(found(edit, status)).toBe(expected[status]);
    });
  });

  it('is left alone once it has ended; its end is told again where the step that told of it may have been cut off', () => {
    for (const state of EDIT_STATES.filter(isTerminal)) {
      const words = Object.fromEntries(STATUSES.map((status) => [status, found(queuedEdit({ state }), status)]));
      expect(words, state).toEqual({
        NONE: 'leave',
        RUNNING: 'leave',
        SUCCEEDED: 'leave',
        FAILED: 'leave',
        ABORTED: 'announce',
        TIMED_OUT: 'announce',
      });
    }
  });
});

describe('an execution that a person stopped', () => {
  const stopped = (edit: Edit): Repair => repairOf(edit, EXECUTIONS.ABORTED, NOW);

  it('ends an edit that was never sent, free of charge, and says why', () => {
    expect(stopped(waitingEdit({ slot }))).toEqual({
      what: 'end',
      change: {
        state: 'CANCELED',
        taskToken: undefined,
        problem: expect.objectContaining({ code: 'CANCELED' }),
        budget: { day: '2026-01-01', reserved: 1, settled: 0 },
        times: { finishedAt: NOW },
      },
    });
  });

  it('asks the service first where it has a task: what may be paid goes on, marked', () => {
    const repair = stopped(runningEdit());
    expect(repair).toMatchObject({ what: 'cancel-task', taskId: 'task-1', marked: { cancelRequestedAt: NOW } });
    expect(repair).toMatchObject({ change: { state: 'CANCELED', budget: { settled: 0 } } });
  });

  it('marks what may have been paid and lets it go on; an earlier mark stays', () => {
    expect(stopped(submittingEdit())).toEqual({ what: 'restart', change: { cancelRequestedAt: NOW } });
    expect(stopped(submittingEdit({ cancelRequestedAt: 5 }))).toEqual({ what: 'restart', change: { cancelRequestedAt: 5 } });
    expect(stopped(runningEdit({ cancelRequestedAt: 5 }))).toMatchObject({ marked: { cancelRequestedAt: 5 } });
  });
});

describe('an execution that failed', () => {
  it('ends its edit with the problem that it failed with, or with what is known', () => {
    const failure = { Error: 'InvalidEdit', Cause: JSON.stringify({ code: 'CODE', message: 'm', hint: 'h' }) };
    const asSaid = repairOf(queuedEdit(), { status: 'FAILED', failure }, NOW);
    expect(asSaid).toMatchObject({ change: { problem: { code: 'CODE', message: 'm', hint: 'h' } } });
    expect(repairOf(queuedEdit(), EXECUTIONS.TIMED_OUT, NOW)).toMatchObject({ change: { problem: { code: 'STEP_TIMEOUT' } } });
    const nothing = repairOf(queuedEdit(), { status: 'FAILED', failure: {} }, NOW);
    expect(nothing).toMatchObject({ change: { problem: { code: 'STEP_FAILED' } } });
  });

  it('cancels an edit that was canceled while it waited', () => {
    expect(found(queuedEdit(), 'FAILED')).toBe('end FAILED');
    expect(wordOf(repairOf(queuedEdit(), { status: 'FAILED', failure: { Error: 'Canceled' } }, NOW))).toBe('end CANCELED');
  });
});

describe('the decision', () => {
  const edits = fc.constantFrom(...TABLE.map(([, edit]) => edit), ...EDIT_STATES.map((state) => queuedEdit({ state })));
  const statuses = fc.constantFrom(...STATUSES);

  it('depends on record and fact alone: an event and a look that find the same do the same', () => {
    fc.assert(
      fc.property(edits, statuses, fc.boolean(), (edit, status, slow) => {
        const event = repairOf(structuredClone(edit), { ...EXECUTIONS[status] }, NOW);
        const look = repairOf(edit, EXECUTIONS[status], slow ? NOW + 300_000 : NOW);
        expect(wordOf(look)).toBe(wordOf(event));
      }),
    );
  });

  it('is one that the states allow, and leads from a doubt to no end that says it is free', () => {
    fc.assert(
      fc.property(edits, statuses, (edit, status) => {
        const repair = repairOf(edit, EXECUTIONS[status], NOW);
        const changes = 'change' in repair ? [repair.change, ...('marked' in repair ? [repair.marked] : [])] : [];
        for (const change of changes) {
          const next = applyChange(edit, change, NOW);
          const mayBePaid =
            edit.state === 'SUBMITTING' || (edit.state === 'RUNNING' && repair.what === 'end' && edit.problem === undefined);
          if (mayBePaid) expect(next.budget).toEqual(edit.budget);
        }
      }),
    );
  });
});

describe('an edit that needs no look', () => {
  const waits = (change: Partial<EditRecord> = {}, tokenAt: number | undefined = NOW): Edit => {
    const times = { createdAt: VIRTUAL_EPOCH, updatedAt: VIRTUAL_EPOCH, ...(tokenAt === undefined ? {} : { tokenAt }) };
    return waitingEdit({ ...change, times });
  };

  it('waits for a slot with a token that its execution still waits for', () => {
    expect(isHealthy(waits(), NOW)).toBe(true);
    expect(isHealthy(waits(), NOW + TOKEN_LIFE_MS - 1)).toBe(true);
    expect(isHealthy(waits(), NOW + TOKEN_LIFE_MS)).toBe(false);
  });

  it('is none with a slot, with a token that is older than any, from a clock far ahead, or one that does not wait', () => {
    expect(isHealthy(waits({ slot }), NOW)).toBe(false);
    expect(isHealthy(waitingEdit(), NOW)).toBe(false);
    expect(isHealthy(waits({}, NOW + TOKEN_LIFE_MS), NOW)).toBe(false);
    for (const edit of [queuedEdit(), submittingEdit(), runningEdit({ taskToken: 't' })])
      expect(isHealthy(edit, NOW)).toBe(false);
  });

  it('has a token that lives as long as the workflow file says', () => {
    expect(workflowDefinition().States['Await slot']?.TimeoutSeconds).toBe(TOKEN_LIFE_MS / 1000);
  });
});
