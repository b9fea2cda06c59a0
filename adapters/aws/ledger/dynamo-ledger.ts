/** The ledger in one DynamoDB table. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { readAdmission } from '#core/admission/admission.ts';
import { NO_CONTROLS } from '#core/admission/controls.ts';
import type { Edit } from '#core/edit/edit.ts';
import { effectsOf, type LedgerEffects } from '#core/edit/ledger-effects.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { BudgetCaps, ClaimOutcome, Ledger } from '#core/ports/ledger.ts';
import { orUnavailable } from '../aws-problem.ts';
import { createBudget } from './dynamo-budget.ts';
import { countParts } from './dynamo-counters.ts';
import { bodyOf, documentKey, editItem, editKey, editOf, type Item, queueKey, taskKey, textOf } from './dynamo-items.ts';
import { createListing } from './dynamo-listing.ts';
import { createQueue } from './dynamo-queue.ts';
import { type Condition, createWriter, type Part, put, remove } from './dynamo-write.ts';

/** The table that the `ImageEditor` construct made (lib/storage/ledger-table.ts says its keys and indexes). */
export interface DynamoLedgerOptions {
  readonly tableName: string;
  readonly clock: Clock;
  /** Numbers in [0, 1): pauses between tries, and which counter of a day a claim counts on. */
  readonly random: () => number;
  readonly client?: Pick<DynamoDBClient, 'send'>;
}

const NEW: Condition = { expression: 'attribute_not_exists(pk)' };
const atRevision = (revision: number): Condition =>
  revision === 0 ? NEW : { expression: 'revision = :revision', values: { ':revision': { N: String(revision) } } };

/**
 * The ledger on DynamoDB. Records, the queue and the counters are read strongly consistent. `list` and `unfinished` find their
 * edits through indexes, which DynamoDB brings up to date some milliseconds after a write; the records they answer are current.
 */
export const createDynamoLedger = (options: DynamoLedgerOptions): Ledger => {
  const { tableName, random, client = new DynamoDBClient({}) } = options;
  const writer = createWriter({ ...options, client });
  const budget = createBudget(tableName, client, random);

  const read = async (key: Item): Promise<Item | undefined> =>
    await orUnavailable('LEDGER_UNAVAILABLE', 'reading from the ledger', async () => {
      const answer = await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
      return answer.Item;
    });

  const get = async (editId: string): Promise<Edit | undefined> => editOf(await read(editKey(editId)));

  const claim = async (edit: Edit, caps: BudgetCaps): Promise<ClaimOutcome> => {
    const its = belongings(edit, effectsOf(undefined, edit));
    let claimed = edit;
    let counters = 0;
    const plan = async () => {
      const counted = await budget.plan(edit, caps);
      if ('outcome' in counted) return { end: counted };
      claimed = counted.edit;
      counters = counted.parts.length;
      return { first: { item: editItem(claimed), condition: NEW }, parts: [...counted.parts, ...its] };
    };
    const outcome = await writer.putPlanned(plan, (index) => index >= 1 && index <= counters);
    if ('end' in outcome) {
      const first = await get(edit.editId);
      return first === undefined ? outcome.end : { outcome: 'exists', edit: first };
    }
    if (outcome.done) return { outcome: 'claimed', edit: editOf(outcome.stored) ?? claimed };
    const first = editOf(outcome.found) ?? (await get(edit.editId));
    return { outcome: 'exists', edit: first ?? edit };
  };

  const commitDocument = async (name: string, next: { readonly revision: number }): Promise<boolean> =>
    (await writer.put(documentItem(name, next, next.revision), atRevision(next.revision - 1))).done;

  return {
    ...createListing({ tableName, client }),
    ...createQueue(tableName, client),
    get,
    claim,
    commit: async (previous, next) => {
      if (next.revision !== previous.revision + 1) return 'conflict';
      const effects = effectsOf(previous, next);
      const first = { item: editItem(next), condition: atRevision(previous.revision) };
      const parts = [...belongings(next, effects), ...(effects.budget === undefined ? [] : countParts(previous, next))];
      const outcome = await writer.putTogether(first, parts);
      if (outcome.done) return 'committed';
      return outcome.index === 0 ? 'conflict' : 'task-taken';
    },
    ownerOfTask: async (taskId) => textOf(await read(taskKey(taskId)), 'editId'),
    budgetUse: budget.use,
    admission: async () => readAdmission(bodyOf(await read(documentKey('admission')))),
    commitAdmission: async (next) => await commitDocument('admission', next),
    controls: async () => bodyOf(await read(documentKey('controls'))) ?? NO_CONTROLS,
    setControls: async (controls) => {
      await writer.put(documentItem('controls', controls, 0));
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
