/** TransactWriteItems: what is asked for, understood as a whole before anything happens. */
import type { CancellationReason, TransactWriteItem, TransactWriteItemsCommandInput } from '@aws-sdk/client-dynamodb';
import { bytesOf } from './attribute-value.ts';
import { checkParameters } from './read-operations.ts';
import { invalid } from './refusals.ts';
import type { DynamoTable } from './table.ts';
import { keyText } from './table-schema.ts';
import { type PlannedWrite, planCheck, planDelete, planPut, planUpdate } from './write-operations.ts';

/** Most operations of a transaction, and most bytes of its items together. */
const MOST = { operations: 100, bytes: 4 * 1024 * 1024 } as const;

/** Its writes, in the order of the request. @throws ValidationException for what DynamoDB would not take */
export const planTransaction = (table: DynamoTable, input: TransactWriteItemsCommandInput): readonly PlannedWrite[] => {
  checkParameters(input, ['TransactItems', 'ClientRequestToken']);
  const operations = input.TransactItems ?? [];
  if (operations.length < 1 || operations.length > MOST.operations)
    throw invalid(`Member must have length less than or equal to ${MOST.operations} and greater than or equal to 1`);
  const writes = operations.map((operation) => planOperation(table, operation));
  if (new Set(writes.map(({ key }) => keyText(table.schema, key))).size < writes.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
  const bytes = operations.reduce((sum, { Put }) => sum + (Put?.Item === undefined ? 0 : bytesOf(Put.Item)), 0);
  if (bytes > MOST.bytes) throw invalid('Transaction is too large');
  return writes;
};

const planOperation = (table: DynamoTable, { Put, Update, Delete, ConditionCheck }: TransactWriteItem): PlannedWrite => {
  const given = [Put, Update, Delete, ConditionCheck].filter((operation) => operation !== undefined);
  if (given.length !== 1) throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  if (Put !== undefined) return planPut(table, Put);
  if (Update !== undefined) return planUpdate(table, Update);
  if (Delete !== undefined) return planDelete(table, Delete);
  return planCheck(table, ConditionCheck ?? {});
};

/** What a transaction comes to: the items afterwards, or why each of its operations stands in its way. */
export type Verdict = { readonly commit: () => void } | { readonly reasons: readonly CancellationReason[] };

/** Judges a transaction at its instant. */
export const judge = (table: DynamoTable, writes: readonly PlannedWrite[]): Verdict => {
  const judged = writes.map((write) => judgeWrite(table, write));
  const reasons = judged.map(({ reason }) => reason);
  if (reasons.some(({ Code }) => Code !== 'None')) return { reasons };
  return {
    commit: () => {
      for (const { write, item } of judged) if (!write.isCheck) table.set(write.key, item);
    },
  };
};

const judgeWrite = (table: DynamoTable, write: PlannedWrite) => {
  const before = table.get(write.key);
  if (!write.test(before ?? {})) {
    const old = write.tellsOld && before !== undefined ? { Item: { ...before } } : {};
    return {
      write,
      item: undefined,
      reason: { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', ...old },
    };
  }
  try {
    return { write, item: write.after(before), reason: { Code: 'None' } };
  } catch (error) {
    const Message = error instanceof Error ? error.message : '';
    return { write, item: undefined, reason: { Code: 'ValidationError', Message } };
  }
};
