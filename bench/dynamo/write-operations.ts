/** Writes of one item: what each would do, found without doing it, so that single writes and transactions share it. */
import type { AttributeValue, ConditionCheck, Delete, Put, Update } from '@aws-sdk/client-dynamodb';
import { bytesOf, type Item, MAX_ITEM_BYTES } from './attribute-value.ts';
import { readCondition, type Test } from './condition.ts';
import { createPlaceholders, type Defined } from './placeholders.ts';
import { checkParameters, checkTable } from './read-operations.ts';
import { invalid, NotSimulated } from './refusals.ts';
import type { DynamoTable } from './table.ts';
import { keyAttributes, keyOf, requestedKey, storable } from './table-schema.ts';
import { readUpdate } from './update.ts';

/** A write that was understood and has not happened. */
export interface PlannedWrite {
  readonly key: Record<string, AttributeValue>;
  readonly test: Test;
  /** The item afterwards, of the one before; undefined: gone. @throws ValidationException when it cannot be */
  readonly after: (before: Item | undefined) => Item | undefined;
  /** Nothing is written, only looked at. */
  readonly isCheck: boolean;
  /** A refused condition answers the item that lies there. */
  readonly tellsOld: boolean;
}

const CONDITION = [
  'TableName',
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValuesOnConditionCheckFailure',
];

type Conditional = Pick<Put, 'ConditionExpression' | 'ReturnValuesOnConditionCheckFailure' | 'TableName'> & Defined;

const plan = (
  table: DynamoTable,
  input: Conditional,
  known: readonly string[],
  read: (placeholders: ReturnType<typeof createPlaceholders>) => Pick<PlannedWrite, 'key' | 'after'>,
): PlannedWrite => {
  checkParameters(input, [...CONDITION, ...known]);
  checkTable(table, input.TableName);
  if (!['ALL_OLD', 'NONE', undefined].includes(input.ReturnValuesOnConditionCheckFailure))
    throw invalid(`ReturnValuesOnConditionCheckFailure cannot be ${input.ReturnValuesOnConditionCheckFailure}`);
  const placeholders = createPlaceholders(input);
  const write = read(placeholders);
  const test = input.ConditionExpression === undefined ? () => true : readCondition(input.ConditionExpression, placeholders);
  placeholders.allUsed();
  return { ...write, test, isCheck: false, tellsOld: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' };
};

/** @throws ValidationException for a put that DynamoDB would not take */
export const planPut = (table: DynamoTable, input: Partial<Put>): PlannedWrite =>
  plan(table, input as Put, ['Item'], () => {
    const item = storable(table.schema, input.Item);
    return { key: keyOf(table.schema, item), after: () => item };
  });

/** @throws ValidationException for a delete that DynamoDB would not take */
export const planDelete = (table: DynamoTable, input: Partial<Delete>): PlannedWrite =>
  plan(table, input as Delete, ['Key'], () => ({ key: requestedKey(table.schema, input.Key), after: () => undefined }));

/** @throws ValidationException for an update that DynamoDB would not take */
export const planUpdate = (table: DynamoTable, input: Partial<Update>): PlannedWrite =>
  plan(table, input as Update, ['Key', 'UpdateExpression'], (placeholders) => {
    const key = requestedKey(table.schema, input.Key);
    if (input.UpdateExpression === undefined) return { key, after: (before) => before ?? key };
    const keyNames = keyAttributes(table.schema).map(({ name }) => name);
    const update = readUpdate(input.UpdateExpression, placeholders, keyNames);
    return {
      key,
      after: (before) => {
        const item = storable(table.schema, { ...update(before ?? {}), ...key });
        if (bytesOf(item) > MAX_ITEM_BYTES) throw invalid('Item size to update has exceeded the maximum allowed size');
        return item;
      },
    };
  });

/** @throws ValidationException for a check that DynamoDB would not take */
export const planCheck = (table: DynamoTable, input: Partial<ConditionCheck>): PlannedWrite => {
  if (input.ConditionExpression === undefined) throw invalid('ConditionCheck: ConditionExpression is required');
  const planned = plan(table, input as ConditionCheck, ['Key'], () => ({
    key: requestedKey(table.schema, input.Key),
    after: (before) => before,
  }));
  return { ...planned, isCheck: true };
};

/** The attributes that a single write answers. */
export const returnedBy = (
  asked: string | undefined,
  before: Item | undefined,
  after: Item | undefined,
): Record<string, AttributeValue> | undefined => {
  if (asked === undefined || asked === 'NONE') return undefined;
  if (asked === 'ALL_OLD') return before === undefined ? undefined : { ...before };
  if (asked === 'ALL_NEW') return after === undefined ? undefined : { ...after };
  throw new NotSimulated(`ReturnValues ${asked}`);
};
