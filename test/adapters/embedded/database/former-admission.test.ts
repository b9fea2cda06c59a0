/** A database file as version 0.2 left it, opened by this version: what the admission document said lies on the records and in the pool. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#adapters/embedded/database/database.ts';
import { MIGRATIONS } from '#adapters/embedded/database/migrations.ts';
import { createSqliteLedger, type SqliteLedger } from '#adapters/embedded/ledger/sqlite-ledger.ts';
import { createExecutionTable } from '#adapters/embedded/workflow/execution-table.ts';
import { admitWaiting } from '#core/actions/admit-waiting.ts';
import { DEFAULT_POOL, emptyPool, slotsUsed } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { isWaiting } from '#core/edit/ledger-effects.ts';
import { EDIT_STATES } from '#core/edit/state.ts';
import { applied, idOf, queuedEdit, runningEdit, SLOT, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { inTemporaryFolder } from '#test/support/temporary-folder.ts';
import { createVirtualClock, VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

/** Steps of the schema that version 0.2 had. */
const STEPS_OF_0_2 = 2;

const T = VIRTUAL_EPOCH;

let file: string;
inTemporaryFolder((folder) => {
  file = join(folder, 'ledger.sqlite');
});

/** Writes a file as version 0.2 did. */
const writeFormer = (edits: readonly Edit[], admission: object | undefined): void => {
  const sqlite = new DatabaseSync(file);
  sqlite.exec('CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)');
  for (const [index, step] of MIGRATIONS.slice(0, STEPS_OF_0_2).entries()) {
    sqlite.exec(step);
    sqlite.prepare('INSERT INTO migrations VALUES (?, ?)').run(index + 1, '2026-11-01T00:00:00.000Z');
  }
  const insert = sqlite.prepare('INSERT INTO edits VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (const edit of edits) {
    const { editId, revision, state, times } = edit;
    const waitingSince = isWaiting(edit) ? (times.waitingSince ?? times.createdAt) : null;
    insert.run(editId, revision, state, times.createdAt, times.updatedAt, waitingSince, edit.prompt, JSON.stringify(edit));
  }
  sqlite.prepare("INSERT INTO executions VALUES ('ended', ?, 1, 'FAILED', 1, 2)").run(idOf('a'));
  if (admission !== undefined) {
    sqlite.prepare("INSERT INTO documents VALUES ('admission', 9, ?)").run(JSON.stringify({ revision: 9, ...admission }));
  }
  sqlite.close();
};

/** Opens what was written, and looks at it. */
const opened = async <T>(look: (ledger: SqliteLedger) => Promise<T>): Promise<T> => {
  const ledger = createSqliteLedger({ file });
  try {
    return await look(ledger);
  } finally {
    ledger.close();
  }
};

const holdersOf = (...names: readonly string[]) => names.map((name) => ({ editId: idOf(name), since: T }));
const named = (name: string) => ({ editId: idOf(name) });
const poolOf = (ledger: SqliteLedger) => ledger.pool(DEFAULT_POOL);

describe('the slots of a former admission', () => {
  it('lie on the records of those that held them and still need one; nothing else of a record changes', async () => {
    const edits = [
      waitingEdit(named('waits')),
      queuedEdit(named('goes on')),
      submittingEdit(named('submits')),
      runningEdit({ ...named('runs'), taskId: 'task-1' }),
    ];
    const without = [
      waitingEdit(named('waits for one')),
      runningEdit({ ...named('is made'), taskId: 'task-2', times: { createdAt: T, updatedAt: T, detectedAt: T } }),
      ...EDIT_STATES.slice(3).map((state) => queuedEdit({ ...named(state), state })),
    ];
    const ended = ['is made', ...EDIT_STATES.slice(3)];
    writeFormer([...edits, ...without], {
      holders: holdersOf('waits', 'goes on', 'submits', 'runs', 'not in the ledger', ...ended),
    });
    await opened(async (ledger) => {
      for (const edit of edits) expect(await ledger.get(edit.editId)).toEqual({ ...edit, slot: SLOT });
      for (const edit of without) expect(await ledger.get(edit.editId)).toEqual(edit);
      expect(await poolOf(ledger)).toEqual({ ...emptyPool(DEFAULT_POOL), used: [4] });
    });
  });

  it('are told by the queue, so that only the token is left to use', async () => {
    writeFormer([waitingEdit(named('a')), waitingEdit(named('b'))], { holders: holdersOf('a') });
    const hasSlot = await opened((ledger) => ledger.waiting(9));
    expect(new Map(hasSlot.map((edit) => [edit.editId, edit.hasSlot]))).toEqual(
      new Map([
        [idOf('a'), true],
        [idOf('b'), false],
      ]),
    );
  });

  it('are none where nobody held one, or where nothing was ever admitted', async () => {
    for (const admission of [{ holders: [] }, undefined]) {
      await rm(file, { force: true });
      writeFormer([queuedEdit(named('a'))], admission);
      expect(await opened(poolOf)).toEqual(emptyPool(DEFAULT_POOL));
    }
  });
});

describe('the create lock of a former admission', () => {
  const lock = { editId: idOf('a'), since: T, until: T + 60_000 };

  it.each(['createLock', 'lane'])('is held for the attempt of its edit (as `%s`)', async (name) => {
    writeFormer([submittingEdit(named('a'))], { holders: holdersOf('a'), [name]: lock, lastCreateAt: T });
    expect((await opened(poolOf)).createLock).toEqual({ ...lock, attempt: 1 });
  });

  it('keeps the next create from beginning, and is passed on to it', async () => {
    writeFormer([submittingEdit(named('a')), queuedEdit(named('b'))], { holders: holdersOf('a', 'b'), createLock: lock });
    await opened(async (ledger) => {
      const b = (await ledger.get(idOf('b'))) as Edit;
      const next = applied(b, { state: 'SUBMITTING' }, T);
      expect(await ledger.commit(b, next)).toBe('create-lock-taken');
      expect(await ledger.commit(b, next, { createLockOver: { ...lock, attempt: 1 } })).toBe('committed');
    });
  });

  it.each([
    ['that wrote no attempt', [queuedEdit(named('a'))]],
    ['that is not in the ledger', []],
  ])('is of no use for an edit %s', async (_what, edits) => {
    writeFormer(edits, { holders: [], createLock: lock, lastCreateAt: T });
    expect(await opened(poolOf)).not.toHaveProperty('createLock');
  });
});

describe('edits of a former version', () => {
  it('go on: those with a slot are resumed, and the slot of one that ends goes to the one that waits longest', async () => {
    const late = { createdAt: T, updatedAt: T, waitingSince: T + 5 };
    writeFormer(
      [
        waitingEdit(named('has a slot')),
        runningEdit({ ...named('runs'), taskId: 'task-1' }),
        waitingEdit({ ...named('next'), times: late }),
      ],
      { holders: holdersOf('has a slot', 'runs') },
    );
    await opened(async (ledger) => {
      const telemetry = createRecordingTelemetry();
      const workflow = createRecordingWorkflow();
      const deps = { ledger, workflow, clock: createVirtualClock(), telemetry, capacity: 2 };
      await admitWaiting(deps);
      expect(workflow.answers).toMatchObject([{ output: { editId: idOf('has a slot') } }]);
      const running = (await ledger.get(idOf('runs'))) as Edit;
      expect(await ledger.commit(running, applied(running, { state: 'FAILED' }, T))).toBe('committed');
      await admitWaiting(deps);
      expect(workflow.answers[1]).toMatchObject({ output: { editId: idOf('next') } });
      expect(slotsUsed(await poolOf(ledger))).toBe(2);
    });
  });

  it('are moved once: opened again, the file says what was written since', async () => {
    writeFormer([queuedEdit(named('a'))], { holders: holdersOf('a') });
    await opened(async (ledger) => {
      const edit = (await ledger.get(idOf('a'))) as Edit;
      await ledger.commit(edit, applied(edit, { slot: undefined }, T));
    });
    expect(await opened(poolOf)).toEqual(emptyPool(DEFAULT_POOL));
    expect(await opened((ledger) => ledger.get(idOf('a')))).not.toHaveProperty('slot');
  });

  it('whose execution failed have one of which no more is known', () => {
    writeFormer([], undefined);
    const database = openDatabase({ file });
    expect(createExecutionTable(database).status('ended')).toEqual({ status: 'FAILED', failure: {} });
    database.close();
  });
});
