/** The ledger in one DynamoDB table but for finding edits: all that a step of the workflow does with its edit. */
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { NO_CONTROLS } from '#core/admission/controls.ts';
import type { Pool } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { effectsOf, type LedgerEffects } from '#core/edit/ledger-effects.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { BudgetCaps, ClaimOutcome, CommitConditions, Ledger } from '#core/ports/ledger.ts';
import { orUnavailable } from '../aws-problem.ts';
import { createBudget } from './dynamo-budget.ts';
import { countParts } from './dynamo-counters.ts';
import { type FormerAdmission, moveFormerAdmission } from './dynamo-former-admission.ts';
import { bodyOf, documentKey, editItem, editKey, editOf, type Item, queueKey, taskKey, textOf } from './dynamo-items.ts';
import { type Claim, limitsKey, poolClaims, putLock, readPool } from './dynamo-pool.ts';
import { createQueue } from './dynamo-queue.ts';
import { type Condition, createWriter, put, remove } from './dynamo-write.ts';

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

/** The ledger but for what finds edits. Records, the queue and the counters are read strongly consistent. */
export const createDynamoStepLedger = (options: DynamoLedgerOptions): Omit<Ledger, 'list' | 'unfinished'> => {
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
    const its = belongings(edit, effectsOf(undefined, edit)).map(({ part }) => part);
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

  const commitDocument = async (at: Item, next: { readonly revision: number }): Promise<boolean> =>
    (await writer.put(documentItem(at, next, next.revision), atRevision(next.revision - 1))).done;

  const commit: Ledger['commit'] = async (previous, next, conditions) => {
    if (next.revision !== previous.revision + 1) return 'conflict';
    const effects = effectsOf(previous, next);
    const first = { item: editItem(next), condition: atRevision(previous.revision) };
    const claims = belongings(next, effects, conditions);
    const counted = effects.budget === undefined ? [] : countParts(previous, next);
    const outcome = await writer.putTogether(first, [...claims.map(({ part }) => part), ...counted]);
    if (outcome.done) return 'committed';
    return claims[outcome.index - 1]?.refused ?? 'conflict';
  };

  /** A pool of which nothing was learned may be one of a table that an older version wrote. */
  const pool = async (name: string): Promise<Pool> => {
    const found = await readPool(client, tableName, name);
    if (found.isKnown) return found.pool;
    const former = bodyOf<FormerAdmission>(await read(documentKey('admission')));
    if (former === undefined) return found.pool;
    const finish = async (): Promise<void> => {
      const known = { item: documentItem(limitsKey(name), { revision: 1 }, 1), condition: NEW };
      await writer.putTogether(known, [remove(documentKey('admission'))]);
    };
    await moveFormerAdmission({ get, commit, putLock: (lock) => putLock(writer, lock), finish }, name, former);
    return (await readPool(client, tableName, name)).pool;
  };

  return {
    ...createQueue(tableName, client),
    get,
    claim,
    commit,
    ownerOfTask: async (taskId) => textOf(await read(taskKey(taskId)), 'editId'),
    budgetUse: budget.use,
    pool,
    commitPoolLimits: async (name, next) => await commitDocument(limitsKey(name), next),
    sweepProgress: async () => bodyOf(await read(documentKey('sweep'))),
    commitSweepProgress: async (next) => await commitDocument(documentKey('sweep'), next),
    controls: async () => bodyOf(await read(documentKey('controls'))) ?? NO_CONTROLS,
    setControls: async (controls) => {
      await writer.put(documentItem(documentKey('controls'), controls, 0));
    },
    profile: async (name) => bodyOf(await read(documentKey(`profile#${name}`))),
    commitProfile: async (name, next) => await commitDocument(documentKey(`profile#${name}`), next),
  };
};

const documentItem = (at: Item, document: object, revision: number): Item => ({
  ...at,
  revision: { N: String(revision) },
  body: { S: JSON.stringify(document) },
});

/** The edit's place in the queue, its task, its slot and the create lock, as a write changes them, and who refuses it over which. */
const belongings = (edit: Edit, effects: LedgerEffects, conditions?: CommitConditions): readonly Claim[] => {
  const { queue, ownsTask } = effects;
  const claims: Claim[] = [];
  if (ownsTask !== undefined) {
    const part = put({ ...taskKey(ownsTask), editId: { S: edit.editId } }, mayOwn(edit.editId));
    claims.push({ part, refused: 'task-taken' });
  }
  if (queue !== undefined) {
    const place = queueKey(edit.editId, queue.waitingSince);
    const part = queue.move === 'enter' ? put({ ...place, hasSlot: { BOOL: queue.hasSlot } }) : remove(place);
    claims.push({ part, refused: 'conflict' });
  }
  return [...claims, ...poolClaims(edit.editId, effects, conditions)];
};

const mayOwn = (editId: string): Condition => ({
  expression: 'attribute_not_exists(pk) OR editId = :editId',
  values: { ':editId': { S: editId } },
});
