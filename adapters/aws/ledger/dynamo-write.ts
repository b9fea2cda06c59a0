/** Conditional writes on DynamoDB whose answer is certain: who was refused by which condition, also when a reply was lost on the way. */

import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, PutItemCommand, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { omitUndefined } from '#core/omit-undefined.ts';
import { awsCode, unavailable } from '../aws-problem.ts';
import { type Item, textOf } from './dynamo-items.ts';
import { Collision, type Pacing, untilNoCollision } from './dynamo-repeat.ts';

/** A condition on an item, with its values. */
export interface Condition {
  readonly expression: string;
  readonly values?: Item;
}

/**
 * How a write ended: done, or refused by the condition of the item at `index`, which was then `found`. A write that was done by an
 * earlier try, whose reply was lost, says what that one `stored`.
 */
export type WriteOutcome =
  | { readonly done: true; readonly stored?: Item }
  | { readonly done: false; readonly index: number; readonly found: Item | undefined };

/** The first item of a write, with its condition. */
export interface Guarded {
  readonly item: Item;
  readonly condition?: Condition;
}

/** The attribute that names the writer: a refused write that finds its own name was in fact done, and only the reply was lost. */
const sign = (item: Item, writer: string): Item => ({ ...item, writer: { S: writer } });

const refusal = (writer: string, index: number, found: Item | undefined): WriteOutcome =>
  found !== undefined && textOf(found, 'writer') === writer ? { done: true, stored: found } : { done: false, index, found };

const conditionParts = (condition: Condition | undefined) =>
  condition === undefined
    ? {}
    : {
        ConditionExpression: condition.expression,
        ...omitUndefined({ ExpressionAttributeValues: condition.values }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      };

/** One item of a transaction after the first: a put, a delete, or a count. */
export type Part = (tableName: string) => TransactWriteItem;

/** A conditional put inside a transaction. */
export const put =
  (item: Item, condition?: Condition): Part =>
  (TableName) => ({ Put: { TableName, Item: item, ...conditionParts(condition) } });

/** A delete inside a transaction. */
export const remove =
  (Key: Item): Part =>
  (TableName) => ({ Delete: { TableName, Key } });

/** Adds to number attributes of an item inside a transaction, creating them at zero; refused when one is above `bound.most` before. */
export const add =
  (Key: Item, amounts: Readonly<Record<string, number>>, bound?: { readonly attribute: string; readonly most: number }): Part =>
  (TableName) => {
    const names = Object.keys(amounts);
    const values: Item = Object.fromEntries(names.map((name) => [`:${name}`, { N: String(amounts[name]) }]));
    return {
      Update: {
        TableName,
        Key,
        UpdateExpression: `ADD ${names.map((name) => `#${name} :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: bound === undefined ? values : { ...values, ':most': { N: String(bound.most) } },
        ...(bound === undefined
          ? {}
          : { ConditionExpression: `attribute_not_exists(#${bound.attribute}) OR #${bound.attribute} <= :most` }),
      },
    };
  };

/** What conditional writes need. */
export interface WriterOptions extends Pacing {
  readonly tableName: string;
  readonly client: Pick<DynamoDBClient, 'send'>;
}

/** Conditional writes on one table. */
export interface Writer {
  /** Puts one item, under a condition if there is one. @throws Unavailable */
  put(item: Item, condition?: Condition): Promise<WriteOutcome>;
  /** Puts one item together with other parts, all or nothing; tried again while it collides with others. @throws Unavailable */
  putTogether(first: Guarded, parts: readonly Part[]): Promise<WriteOutcome>;
  /**
   * The same, but each try is planned anew: `plan` answers what to write, or an end without any write. `isOvertaken`: whether a
   * refusal only means that the plan was overtaken. @throws Unavailable
   */
  putPlanned<End>(
    plan: (attempt: number) => Promise<{ readonly first: Guarded; readonly parts: readonly Part[] } | { readonly end: End }>,
    isOvertaken: (index: number) => boolean,
  ): Promise<WriteOutcome | { readonly end: End }>;
}

/** Conditional writes; the writer keeps its name over all tries of one call. */
export const createWriter = (options: WriterOptions): Writer => {
  const { client, tableName } = options;

  const putOne = async ({ item, condition }: Guarded, writer: string): Promise<WriteOutcome | Collision> => {
    try {
      await client.send(new PutItemCommand({ TableName: tableName, Item: sign(item, writer), ...conditionParts(condition) }));
      return { done: true };
    } catch (error) {
      if (awsCode(error) === 'ConditionalCheckFailedException')
        return refusal(writer, 0, (error as { readonly Item?: Item }).Item);
      return collisionOf(error);
    }
  };

  const putAll = async (first: Guarded, parts: readonly Part[], writer: string): Promise<WriteOutcome | Collision> => {
    const all = [put(sign(first.item, writer), first.condition), ...parts];
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: all.map((part) => part(tableName)) }));
      return { done: true };
    } catch (error) {
      const reasons = reasonsOf(error);
      const index = reasons.findIndex((reason) => reason.Code === 'ConditionalCheckFailed');
      // While the first item is held, whatever refuses another part may be an earlier try of this very write.
      return index >= 0 && !isCollision(reasons[0]) ? refusal(writer, index, reasons[index]?.Item) : collisionOf(error, reasons);
    }
  };

  const once = (first: Guarded, parts: readonly Part[], writer: string): Promise<WriteOutcome | Collision> =>
    parts.length === 0 ? putOne(first, writer) : putAll(first, parts, writer);

  const putTogether: Writer['putTogether'] = async (first, parts) => {
    const writer = randomUUID();
    return await untilNoCollision(options, () => once(first, parts, writer));
  };

  return {
    put: async (item, condition) => await putTogether({ item, ...omitUndefined({ condition }) }, []),
    putTogether,
    putPlanned: async (plan, isOvertaken) => {
      const writer = randomUUID();
      return await untilNoCollision(options, async (attempt) => {
        const planned = await plan(attempt);
        if ('end' in planned) return planned;
        const outcome = await once(planned.first, planned.parts, writer);
        const overtaken = 'done' in outcome && !outcome.done && isOvertaken(outcome.index);
        return overtaken ? new Collision(new Error('the counters changed between the read and the write')) : outcome;
      });
    },
  };
};

/** Codes, of an error and of a canceled transaction's reasons, that say: nothing was written, try again a little later. */
const COLLISIONS: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ThrottlingError',
  'ThrottlingException',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);

interface Reason {
  readonly Code?: string | undefined;
  readonly Item?: Item;
}

const isCollision = (reason: Reason | undefined): boolean => COLLISIONS.has(reason?.Code ?? '');

/** @throws Unavailable when the error is no collision */
const collisionOf = (error: unknown, reasons: readonly Reason[] = []): Collision => {
  if ([{ Code: awsCode(error) }, ...reasons].some(isCollision)) return new Collision(error);
  throw unavailable('LEDGER_UNAVAILABLE', 'writing to the ledger', error);
};

const reasonsOf = (error: unknown): readonly Reason[] =>
  awsCode(error) === 'TransactionCanceledException'
    ? ((error as { readonly CancellationReasons?: readonly Reason[] }).CancellationReasons ?? [])
    : [];
