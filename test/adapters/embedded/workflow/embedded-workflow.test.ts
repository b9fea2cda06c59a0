import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#adapters/embedded/database/database.ts';
import { createEmbeddedWorkflow, type EmbeddedWorkflowDeps } from '#adapters/embedded/workflow/embedded-workflow.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import type { Failure } from '#core/edit/failure.ts';
import { NotAccepted } from '#core/errors.ts';
import { idOf } from '#test/support/edits.ts';

const databases: Database[] = [];
afterEach(() => {
  for (const database of databases.splice(0)) database.close();
});
const newDatabase = (): Database => {
  const database = openDatabase({ file: ':memory:' });
  databases.push(database);
  return database;
};

/** Waits for a token, then does one thing, then ends; what fails is noted. */
const DEFINITION = {
  StartAt: 'Hold',
  States: {
    Hold: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: { FunctionName: 'hold', Payload: { 'editId.$': '$.editId', 'taskToken.$': '$$.Task.Token' } },
      TimeoutSeconds: 1000,
      ResultPath: null,
      Catch: [{ ErrorEquals: ['Canceled'], ResultPath: '$.failure', Next: 'Note' }],
      Next: 'Act',
    },
    Act: {
      Type: 'Task',
      Resource: 'act',
      Retry: [{ ErrorEquals: ['NotAccepted'], IntervalSeconds: 0, MaxAttempts: 2 }],
      Catch: [
        { ErrorEquals: ['NotAdmitted'], ResultPath: null, Next: 'Hold' },
        { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Note' },
      ],
      End: true,
    },
    Note: {
      Type: 'Task',
      Resource: 'note',
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 0, MaxAttempts: 5 }],
      Next: 'Failed',
    },
    Failed: { Type: 'Fail', Error: 'EditFailed' },
  },
};

interface Held {
  readonly editId: string;
  readonly taskToken: string;
}

const ID = idOf('edit');

/** A workflow over DEFINITION that notes what its handlers were given. */
const setUp = (change: Partial<EmbeddedWorkflowDeps> = {}, handlers: EmbeddedWorkflowDeps['handlers'] = {}) => {
  const calls: { readonly state: string; readonly input: unknown }[] = [];
  const held: Held[] = [];
  let onHeld: (() => void) | undefined;
  const noted =
    (state: string, work: (input: unknown) => unknown = () => ({})) =>
    async (input: unknown) => {
      calls.push({ state, input });
      return work(input);
    };
  const database = change.database ?? newDatabase();
  const workflow = createEmbeddedWorkflow({
    definition: DEFINITION,
    database,
    clock: createSystemClock(),
    newId: randomUUID,
    ...change,
    handlers: {
      Hold: noted('Hold', (input) => {
        held.push(input as Held);
        onHeld?.();
      }),
      Act: noted('Act', handlers.Act),
      Note: noted('Note', handlers.Note),
    },
  });
  /** The nth wait for a token, from 1. */
  const nthHeld = async (count: number): Promise<Held> => {
    while (held.length < count) {
      await new Promise<void>((resolve) => {
        onHeld = resolve;
      });
    }
    const last = held[count - 1];
    if (last === undefined) throw new Error('nobody waits');
    return last;
  };
  return { workflow, calls, held, nthHeld, database };
};

describe('the embedded workflow', () => {
  it('runs an execution from its start to its end', async () => {
    const { workflow, nthHeld, calls } = setUp();
    expect(await workflow.start(ID, 1)).toBe('started');
    const { taskToken } = await nthHeld(1);
    expect(await workflow.status(ID, 1)).toEqual({ status: 'RUNNING' });
    expect(await workflow.succeed(taskToken, { editId: ID })).toBe('sent');
    await workflow.idle();
    expect(calls.map(({ state }) => state)).toEqual(['Hold', 'Act']);
    expect(calls[1]?.input).toEqual({ editId: ID });
    expect(await workflow.status(ID, 1)).toEqual({ status: 'SUCCEEDED' });
  });

  it('starts an execution name once, also after it ended, and counts attempts apart', async () => {
    const { workflow, nthHeld, calls } = setUp();
    expect(await Promise.all([workflow.start(ID, 1), workflow.start(ID, 1)])).toEqual(['started', 'exists']);
    await workflow.succeed((await nthHeld(1)).taskToken, {});
    await workflow.idle();
    expect(await workflow.start(ID, 1)).toBe('exists');
    expect(await workflow.status(ID, 2)).toEqual({ status: 'NONE' });
    expect(await workflow.start(ID, 2)).toBe('started');
    await workflow.succeed((await nthHeld(2)).taskToken, {});
    await workflow.idle();
    expect(calls.filter(({ state }) => state === 'Hold')).toHaveLength(2);
  });

  it('lets a token be used once', async () => {
    const { workflow, nthHeld } = setUp();
    await workflow.start(ID, 1);
    const { taskToken } = await nthHeld(1);
    expect(await workflow.succeed('no such token', {})).toBe('gone');
    expect(await workflow.succeed(taskToken, {})).toBe('sent');
    expect(await workflow.succeed(taskToken, {})).toBe('gone');
    expect(await workflow.fail(taskToken, 'Canceled', 'late')).toBe('gone');
    await workflow.idle();
  });

  it('lets a token be used while the step that handed it out is still at work', async () => {
    const workflow = createEmbeddedWorkflow({
      definition: DEFINITION,
      database: newDatabase(),
      clock: createSystemClock(),
      newId: randomUUID,
      handlers: {
        Hold: async (input) => {
          expect(await workflow.succeed((input as Held).taskToken, {})).toBe('sent');
        },
        Act: async () => ({}),
        Note: async () => ({}),
      },
    });
    await workflow.start(ID, 1);
    await workflow.idle();
    expect(await workflow.status(ID, 1)).toEqual({ status: 'SUCCEEDED' });
  });

  it('fails a waiting execution with an error that the file catches by name', async () => {
    const failed: string[] = [];
    const { workflow, nthHeld, calls } = setUp({ onFailed: ({ name }) => void failed.push(name) });
    await workflow.start(ID, 1);
    await workflow.fail((await nthHeld(1)).taskToken, 'Canceled', '{"code":"CANCELED"}');
    await workflow.idle();
    expect(calls.at(-1)).toEqual({
      state: 'Note',
      input: { editId: ID, failure: { Error: 'Canceled', Cause: '{"code":"CANCELED"}' } },
    });
    expect(failed).toEqual([ID]);
    expect(await workflow.status(ID, 1)).toMatchObject({ status: 'FAILED', failure: { Error: 'EditFailed' } });
  });

  it('knows what an execution failed with that no end state of the file explains, also in the next process', async () => {
    const told: Failure[] = [];
    const note = new Error('the note could not be written');
    const Note = async () => Promise.reject(note);
    const first = setUp({ onFailed: (_execution, failure) => void told.push(failure) }, { Note });
    await first.workflow.start(ID, 1);
    await first.workflow.fail((await first.nthHeld(1)).taskToken, 'Canceled', '{}');
    await first.workflow.idle();
    const failure = { Error: 'Error', Cause: note.message };
    expect(told).toEqual([failure]);
    expect(await setUp({ database: first.database }).workflow.status(ID, 1)).toEqual({ status: 'FAILED', failure });
  });

  it('repeats a step as often as the file says for the error it names, then goes where the file says', async () => {
    const refusal = new NotAccepted({ code: 'THROTTLED', message: 'too fast', hint: 'wait' });
    const Act = async () => Promise.reject(refusal);
    const { workflow, nthHeld, calls } = setUp({}, { Act });
    await workflow.start(ID, 1);
    await workflow.succeed((await nthHeld(1)).taskToken, {});
    await workflow.idle();
    expect(calls.map(({ state }) => state)).toEqual(['Hold', 'Act', 'Act', 'Act', 'Note']);
    expect(calls.at(-1)?.input).toMatchObject({ failure: { Error: 'NotAccepted', Cause: 'too fast' } });
  });

  it('gives a new token to an execution that comes back to wait, and lets the old one go', async () => {
    let first = true;
    const Act = async () => {
      if (!first) return {};
      first = false;
      throw Object.assign(new Error('paused'), { name: 'NotAdmitted' });
    };
    const { workflow, nthHeld } = setUp({}, { Act });
    await workflow.start(ID, 1);
    const before = await nthHeld(1);
    await workflow.succeed(before.taskToken, {});
    const after = await nthHeld(2);
    expect(after.taskToken).not.toBe(before.taskToken);
    expect(await workflow.succeed(before.taskToken, {})).toBe('gone');
    expect(await workflow.succeed(after.taskToken, {})).toBe('sent');
    await workflow.idle();
  });

  it('lets go of everything when stopped, recording no failure, and takes it up again in the next process', async () => {
    const failed: string[] = [];
    const first = setUp({ onFailed: ({ name }) => void failed.push(name) });
    await first.workflow.start(ID, 1);
    const lost = await first.nthHeld(1);
    await first.workflow.stop();
    expect(first.workflow.running).toBe(0);
    expect(failed).toEqual([]);
    expect(first.calls.map(({ state }) => state)).toEqual(['Hold']);

    const second = setUp({ database: first.database });
    expect(await second.workflow.status(ID, 1)).toEqual({ status: 'RUNNING' });
    expect(second.workflow.resume()).toBe(1);
    const found = await second.nthHeld(1);
    expect(await second.workflow.succeed(lost.taskToken, {})).toBe('gone');
    await second.workflow.succeed(found.taskToken, {});
    await second.workflow.idle();
    expect(await second.workflow.status(ID, 1)).toEqual({ status: 'SUCCEEDED' });
    expect(second.workflow.resume()).toBe(0);
  });

  it('neither repeats nor notes a step that was at work when stopped', async () => {
    let release: (() => void) | undefined;
    let began: (() => void) | undefined;
    const atWork = new Promise<void>((resolve) => {
      began = resolve;
    });
    const Act = () =>
      new Promise((_resolve, reject) => {
        began?.();
        release = () => reject(new NotAccepted({ code: 'X', message: 'x', hint: 'x' }));
      });
    const { workflow, nthHeld, calls } = setUp({}, { Act });
    await workflow.start(ID, 1);
    await workflow.succeed((await nthHeld(1)).taskToken, {});
    await atWork;
    const stopping = workflow.stop();
    release?.();
    await stopping;
    expect(calls.map(({ state }) => state)).toEqual(['Hold', 'Act']);
    expect(await workflow.status(ID, 1)).toEqual({ status: 'RUNNING' });
  });

  it('tells what happens, state by state', async () => {
    const entered: string[] = [];
    const { workflow, nthHeld } = setUp({
      onEvent: (editId, event) => {
        if (event.type === 'StateEntered') entered.push(`${editId === ID} ${event.state?.name}`);
      },
    });
    await workflow.start(ID, 1);
    await workflow.succeed((await nthHeld(1)).taskToken, {});
    await workflow.idle();
    expect(entered).toEqual(['true Hold', 'true Act']);
  });

  it('holds thousands of executions at once', async () => {
    const { workflow, nthHeld, held } = setUp();
    const many = 3000;
    await Promise.all(Array.from({ length: many }, (_, index) => workflow.start(idOf(`edit ${index}`), 1)));
    await nthHeld(many);
    expect(workflow.running).toBe(many);
    for (const { taskToken } of held) await workflow.succeed(taskToken, {});
    await workflow.idle();
    expect(await workflow.status(idOf('edit 2999'), 1)).toEqual({ status: 'SUCCEEDED' });
  });

  it('answers Unavailable when its file refuses, and starts nothing', async () => {
    const { workflow, database, calls } = setUp();
    database.sqlite.exec('PRAGMA query_only = ON');
    await expect(workflow.start(ID, 1)).rejects.toMatchObject({ name: 'Unavailable', code: 'WORKFLOW_UNAVAILABLE' });
    database.sqlite.exec('PRAGMA query_only = OFF');
    expect(await workflow.status(ID, 1)).toEqual({ status: 'NONE' });
    expect(calls).toEqual([]);
  });

  it('knows that an execution has ended although the disk was full at its end, and writes it down later', async () => {
    const troubles: string[] = [];
    const failed: string[] = [];
    const { workflow, nthHeld, database } = setUp({
      onTrouble: (what) => void troubles.push(what),
      onFailed: ({ name }) => void failed.push(name),
    });
    await workflow.start(ID, 1);
    const { taskToken } = await nthHeld(1);
    database.sqlite.exec('PRAGMA query_only = ON');
    await workflow.fail(taskToken, 'Canceled', '{}');
    await workflow.idle();
    expect(troubles).toEqual(['end of an execution not written yet']);
    expect(failed).toEqual([ID]);
    expect(await workflow.status(ID, 1)).toMatchObject({ status: 'FAILED', failure: { Error: 'EditFailed' } });
    database.sqlite.exec('PRAGMA query_only = OFF');
    await workflow.start(idOf('another'), 1);
    expect(database.sqlite.prepare('SELECT status FROM executions WHERE name = ?').get(ID)).toEqual({ status: 'FAILED' });
    await workflow.stop();
  });

  it('survives a listener and a failure handler that throw', async () => {
    const troubles: string[] = [];
    const { workflow, nthHeld } = setUp({
      onTrouble: (what) => void troubles.push(what),
      onEvent: () => {
        throw new Error('listener');
      },
      onFailed: () => Promise.reject(new Error('failure handler')),
    });
    await workflow.start(ID, 1);
    await workflow.fail((await nthHeld(1)).taskToken, 'Canceled', '{}');
    await workflow.idle();
    expect(troubles.toSorted()).toEqual(['execution not ended cleanly', 'listener failed']);
    expect(await workflow.status(ID, 1)).toMatchObject({ status: 'FAILED', failure: { Error: 'EditFailed' } });
  });

  it('repeats a step whose file the system refused, whatever the step made of that error', async () => {
    let calls = 0;
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const Act = async () => {
      calls += 1;
      if (calls === 1) throw full;
      if (calls === 2) throw new Error('wrapped by the step', { cause: full });
      return {};
    };
    const Retry = [{ ErrorEquals: ['Unavailable'], IntervalSeconds: 0, MaxAttempts: 9 }];
    const States = { ...DEFINITION.States, Act: { ...DEFINITION.States.Act, Retry } };
    const { workflow, nthHeld } = setUp({ definition: { ...DEFINITION, States } }, { Act });
    await workflow.start(ID, 1);
    await workflow.succeed((await nthHeld(1)).taskToken, {});
    await workflow.idle();
    expect(calls).toBe(3);
  });

  it('refuses handlers that are not those of the file', () => {
    expect(() => setUp({ definition: { StartAt: 'X', States: { X: { Type: 'Task', Resource: 'x', End: true } } } })).toThrow(
      /missing: X; unknown: Hold, Act, Note/,
    );
  });
});
