/** Conditional writes on DynamoDB whose answer is certain: who was refused by which condition, also when a reply was lost on the way. */

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type DynamoDBClient, PutItemCommand, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { omitUndefined } from '#core/omit-undefined.ts';
import { awsCode, unavailable } from '../aws-problem.ts';
import { type Item, textOf } from './dynamo-items.ts';

/** A condition on an item, with its values. */
export interface Condition {
  readonly expression: string;
  readonly values?: Item;
}

/** How a write ended: done, or refused by the condition of the item at `index`, which was then `found`. */
export type WriteOutcome =
  | { readonly done: true }
  | { readonly done: false; readonly index: number; readonly found: Item | undefined };

const MAX_COLLISIONS = 12;

/** The attribute that names the writer: a refused write that finds its own name was in fact done, and only the reply was lost. */
const signed = (item: Item): { readonly item: Item; readonly writer: string } => {
  const writer = randomUUID();
  return { writer, item: { ...item, writer: { S: writer } } };
};

const refusal = (writer: string, index: number, found: Item | undefined): WriteOutcome =>
  textOf(found, 'writer') === writer ? { done: true } : { done: false, index, found };

const conditionParts = (condition: Condition | undefined) =>
  condition === undefined
    ? {}
    : {
        ConditionExpression: condition.expression,
        ...omitUndefined({ ExpressionAttributeValues: condition.values }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
      };

/** Puts one item, under a condition if there is one. @throws Unavailable */
export const putIf = async (
  client: DynamoDBClient,
  tableName: string,
  item: Item,
  condition?: Condition,
): Promise<WriteOutcome> => {
  const mine = signed(item);
  try {
    await client.send(new PutItemCommand({ TableName: tableName, Item: mine.item, ...conditionParts(condition) }));
    return { done: true };
  } catch (error) {
    if (awsCode(error) !== 'ConditionalCheckFailedException')
      throw unavailable('LEDGER_UNAVAILABLE', 'writing to the ledger', error);
    return refusal(mine.writer, 0, (error as { readonly Item?: Item }).Item);
  }
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

/**
 * Puts one item under a condition together with other parts, all or nothing. Transactions that collide on a shared counter are
 * refused as a whole by DynamoDB and tried again here, a little later each time. @throws Unavailable
 */
export const writeTogether = async (
  client: DynamoDBClient,
  tableName: string,
  first: { readonly item: Item; readonly condition: Condition },
  parts: readonly Part[],
): Promise<WriteOutcome> => {
  const mine = signed(first.item);
  const TransactItems = [put(mine.item, first.condition), ...parts].map((part) => part(tableName));
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return { done: true };
    } catch (error) {
      const reasons = reasonsOf(error);
      const index = reasons.findIndex((reason) => reason.Code === 'ConditionalCheckFailed');
      if (index >= 0) return refusal(mine.writer, index, reasons[index]?.Item);
      const collided = reasons.some((reason) => COLLISIONS.has(reason.Code ?? ''));
      if (!collided || attempt >= MAX_COLLISIONS) throw unavailable('LEDGER_UNAVAILABLE', 'writing to the ledger', error);
      await pause(Math.random() * Math.min(1000, 20 * 2 ** attempt));
    }
  }
};

const COLLISIONS = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

const reasonsOf = (error: unknown): readonly { readonly Code?: string; readonly Item?: Item }[] =>
  awsCode(error) === 'TransactionCanceledException'
    ? ((error as { readonly CancellationReasons?: readonly { Code?: string; Item?: Item }[] }).CancellationReasons ?? [])
    : [];
