/** The ledger in one DynamoDB table. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { readAdmission } from '#core/admission/admission.ts';
import { NO_CONTROLS } from '#core/admission/controls.ts';
import type { Edit } from '#core/edit/edit.ts';
import { effectsOf, type LedgerEffects } from '#core/edit/ledger-effects.ts';
import type { BudgetCaps, ClaimOutcome, Ledger } from '#core/ports/ledger.ts';
import { orUnavailable } from '../aws-problem.ts';
import { type Bound, boundsOf, countParts } from './dynamo-budget.ts';
import {
  bodyOf,
  budgetKey,
  documentKey,
  editItem,
  editKey,
  editOf,
  type Item,
  numberOf,
  queueKey,
  taskKey,
  textOf,
} from './dynamo-items.ts';
import { createListing } from './dynamo-listing.ts';
import { createQueue } from './dynamo-queue.ts';
import { type Condition, type Part, put, putIf, remove, type WriteOutcome, writeTogether } from './dynamo-write.ts';

/** The table that the `ImageEditor` construct made (lib/storage/ledger-table.ts says its keys and indexes). */
export interface DynamoLedgerOptions {
  readonly tableName: string;
  readonly client?: DynamoDBClient;
}

const NEW: Condition = { expression: 'attribute_not_exists(pk)' };
const atRevision = (revision: number): Condition =>
  revision === 0 ? NEW : { expression: 'revision = :revision', values: { ':revision': { N: String(revision) } } };

/**
 * The ledger on DynamoDB. Records, the queue and the counters are read strongly consistent. `list` and `unfinished` find their
 * edits through indexes, which DynamoDB brings up to date some milliseconds after a write; the records they answer are current.
 */
export const createDynamoLedger = ({ tableName, client = new DynamoDBClient({}) }: DynamoLedgerOptions): Ledger => {
  const read = async (key: Item): Promise<Item | undefined> =>
    await orUnavailable('LEDGER_UNAVAILABLE', 'reading from the ledger', async () => {
      const answer = await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
      return answer.Item;
    });

  const write = async (edit: Edit, condition: Condition, parts: readonly Part[]): Promise<WriteOutcome> =>
    parts.length === 0
      ? await putIf(client, tableName, editItem(edit), condition)
      : await writeTogether(client, tableName, { item: editItem(edit), condition }, parts);

  const get = async (editId: string): Promise<Edit | undefined> => editOf(await read(editKey(editId)));

  const budgetUse: Ledger['budgetUse'] = async (day, preset) => {
    const item = await read(budgetKey(day, preset));
    return { day, reserved: numberOf(item, 'reserved'), charged: numberOf(item, 'charged') };
  };

  const overBudget = async (day: string, { of, cap = 0, preset }: Bound): Promise<ClaimOutcome> => {
    const { reserved, charged } = await budgetUse(day, preset);
    return { outcome: 'over-budget', of, used: reserved + charged, cap };
  };

  const claim = async (edit: Edit, caps: BudgetCaps): Promise<ClaimOutcome> => {
    const effects = effectsOf(undefined, edit);
    const move = effects.budget;
    const applied = edit.budget?.settled === undefined ? caps : {};
    const bounds = move === undefined ? [] : boundsOf(move, applied);
    const day = move?.day ?? '';
    const hopeless = bounds.find(({ cap }) => cap !== undefined && (move?.reserved ?? 0) > cap);
    if (hopeless !== undefined) {
      const first = await get(edit.editId);
      return first === undefined ? await overBudget(day, hopeless) : { outcome: 'exists', edit: first };
    }
    const outcome = await write(edit, NEW, [...countParts(move, applied), ...belongings(edit, effects)]);
    if (outcome.done) return { outcome: 'claimed', edit };
    const bound = bounds[outcome.index - 1];
    if (bound !== undefined) return await overBudget(day, bound);
    const first = editOf(outcome.found) ?? (await get(edit.editId));
    return { outcome: 'exists', edit: first ?? edit };
  };

  const commitDocument = async (name: string, next: { readonly revision: number }): Promise<boolean> =>
    (await putIf(client, tableName, documentItem(name, next, next.revision), atRevision(next.revision - 1))).done;

  return {
    ...createListing({ tableName, client }),
    ...createQueue(tableName, client),
    get,
    claim,
    commit: async (previous, next) => {
      if (next.revision !== previous.revision + 1) return 'conflict';
      const effects = effectsOf(previous, next);
      const parts = [...belongings(next, effects), ...countParts(effects.budget)];
      const outcome = await write(next, atRevision(previous.revision), parts);
      if (outcome.done) return 'committed';
      return outcome.index === 0 ? 'conflict' : 'task-taken';
    },
    ownerOfTask: async (taskId) => textOf(await read(taskKey(taskId)), 'editId'),
    budgetUse,
    admission: async () => readAdmission(bodyOf(await read(documentKey('admission')))),
    commitAdmission: async (next) => await commitDocument('admission', next),
    controls: async () => bodyOf(await read(documentKey('controls'))) ?? NO_CONTROLS,
    setControls: async (controls) => {
      await putIf(client, tableName, documentItem('controls', controls, 0));
    },
    profile: async (name) => bodyOf(await read(documentKey(`profile#${name}`))),
    commitProfile: async (name, next) => await commitDocument(`profile#${name}`, next),
  };
};

const documentItem = (name: string, document: object, revision: number): Item => ({
  ...documentKey(name),
  revision: { N: String(revision) },
  body: { S: JSON.stringify(document) },
});

/** The edit's place in the queue and its task, as a write changes them. */
const belongings = (edit: Edit, { queue, ownsTask }: LedgerEffects): readonly Part[] => {
  const parts: Part[] = [];
  if (ownsTask !== undefined) {
    parts.push(put({ ...taskKey(ownsTask), editId: { S: edit.editId } }, mayOwn(edit.editId)));
  }
  if (queue !== undefined) {
    const place = queueKey(edit.editId, queue.waitingSince);
    parts.push(queue.move === 'enter' ? put(place) : remove(place));
  }
  return parts;
};

const mayOwn = (editId: string): Condition => ({
  expression: 'attribute_not_exists(pk) OR editId = :editId',
  values: { ':editId': { S: editId } },
});
