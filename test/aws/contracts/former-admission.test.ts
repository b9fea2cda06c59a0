/** A table of the version whose slots lay in an admission document, with edits under way: the next look at the pool moves it. */
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { documentKey, editItem, type Item, queueKey, taskKey } from '#adapters/aws/ledger/dynamo-items.ts';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import { DEFAULT_POOL, slotsUsed } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { isWaiting } from '#core/edit/ledger-effects.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { applied, idOf, queuedEdit, runningEdit, SLOT, submittingEdit, waitingEdit } from '#test/support/edits.ts';
import { VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';
import { createTestTable, type TestTable } from './ledger-table.ts';

const T = VIRTUAL_EPOCH;
const named = (name: string) => ({ editId: idOf(name) });
const LOCK = { editId: idOf('submits'), since: T, until: T + 60_000 };

/** Edits that held a slot there: one whose token was not used yet, one on its way to submit, one in doubt, one with the service. */
const HOLDERS: readonly Edit[] = [
  waitingEdit(named('admitted')),
  queuedEdit(named('goes on')),
  submittingEdit(named('submits')),
  runningEdit({ ...named('runs'), taskId: 'task-1' }),
];
const WAITS = waitingEdit(named('waits'));
const ENDED = queuedEdit({ ...named('ended'), state: 'CANCELED' });

const client = new DynamoDBClient({});
let table: TestTable;

beforeAll(async () => {
  table = await createTestTable();
});
afterAll(async () => {
  await table.remove();
});

const put = async (item: Item): Promise<void> => {
  await client.send(new PutItemCommand({ TableName: table.tableName, Item: item }));
};

const documentAt = async (name: string): Promise<Item | undefined> =>
  (await client.send(new GetItemCommand({ TableName: table.tableName, Key: documentKey(name), ConsistentRead: true }))).Item;

/** One of several functions: each has a ledger of its own. */
const ledgerOf = (): Ledger =>
  createDynamoLedger({ tableName: table.tableName, clock: createSystemClock(), random: Math.random });

/** Fills the table as that version did: no slot on any record, places in the queue that say nothing of one, and the document. */
beforeEach(async () => {
  await table.empty();
  for (const edit of [...HOLDERS, WAITS, ENDED]) await put(editItem(edit));
  await put({ ...taskKey('task-1'), editId: { S: idOf('runs') } });
  for (const edit of [...HOLDERS, WAITS].filter(isWaiting)) await put(queueKey(edit.editId, edit.times.waitingSince ?? T));
  const holders = [...HOLDERS, ENDED].map(({ editId }) => ({ editId, since: T }));
  const body = JSON.stringify({ revision: 12, holders, createLock: LOCK, lastCreateAt: T });
  await put({ ...documentKey('admission'), revision: { N: '12' }, body: { S: body } });
});

const expectMoved = async (ledger: Ledger): Promise<void> => {
  const pool = await ledger.pool(DEFAULT_POOL);
  expect(slotsUsed(pool)).toBe(HOLDERS.length);
  expect(pool.createLock).toEqual({ ...LOCK, attempt: 1 });
  for (const edit of HOLDERS) {
    expect(await ledger.get(edit.editId)).toEqual({ ...edit, slot: SLOT, revision: edit.revision + 1 });
  }
  for (const edit of [WAITS, ENDED]) expect(await ledger.get(edit.editId)).toEqual(edit);
  expect(await documentAt('admission')).toBeUndefined();
};

describe('a table with a former admission document', () => {
  it('is moved by the next look at the pool, and the look answers what was moved', async () => {
    const pool = await ledgerOf().pool(DEFAULT_POOL);

    expect(slotsUsed(pool)).toBe(HOLDERS.length);
    expect(pool.createLock).toEqual({ ...LOCK, attempt: 1 });
    await expectMoved(ledgerOf());
  });

  it('is moved once, however many functions look at the same moment, and not again by later looks', async () => {
    await Promise.all(Array.from({ length: 5 }, () => ledgerOf().pool(DEFAULT_POOL)));
    await expectMoved(ledgerOf());
    await expectMoved(ledgerOf());
  });

  it('tells the queue who has a slot already', async () => {
    const ledger = ledgerOf();
    await ledger.pool(DEFAULT_POOL);

    expect((await ledger.waiting(9)).map(({ editId, hasSlot }) => [editId, hasSlot]).toSorted()).toEqual(
      [
        [idOf('admitted'), true],
        [idOf('waits'), false],
      ].toSorted(),
    );
  });

  it('lets its edits end as they always did: the slot is free afterwards', async () => {
    const ledger = ledgerOf();
    await ledger.pool(DEFAULT_POOL);
    const running = (await ledger.get(idOf('runs'))) as Edit;
    const ended = applied(running, { state: 'FAILED', slot: undefined }, T + 1000);

    expect(await ledger.commit(running, ended)).toBe('committed');
    expect(slotsUsed(await ledger.pool(DEFAULT_POOL))).toBe(HOLDERS.length - 1);
  });
});
