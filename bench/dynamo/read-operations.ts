/** GetItem, BatchGetItem and Query on a table, at one instant. */
import type {
  AttributeValue,
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { bytesOf, type Item } from './attribute-value.ts';
import { createPlaceholders, type Defined, type Placeholders } from './placeholders.ts';
import { invalid, NotSimulated, notFound } from './refusals.ts';
import type { DynamoTable } from './table.ts';
import { keyText, requestedKey } from './table-schema.ts';
import { tokensOf } from './tokens.ts';

/** What an answer of the simulation carries besides its content. */
export const $metadata = { httpStatusCode: 200 } as const;

/** Most keys of one BatchGetItem, and most bytes that it answers. */
const BATCH = { keys: 100, bytes: 16 * 1024 * 1024 } as const;

/** @throws ResourceNotFoundException when the request is about another table */
export const checkTable = ({ schema }: DynamoTable, tableName: string | undefined): void => {
  if (tableName !== schema.tableName) throw notFound(`Requested resource not found: table ${tableName}`);
};

/** @throws NotSimulated when a request says something that is not in `known` */
export const checkParameters = (input: object, known: readonly string[]): void => {
  const unknown = Object.entries(input).find(([name, value]) => value !== undefined && !known.includes(name));
  if (unknown !== undefined) throw new NotSimulated(`the parameter ${unknown[0]} here`);
};

/** Reads a projection into a function that leaves of an item what was asked for. */
export const readProjection = (
  expression: string | undefined,
  placeholders: Placeholders,
): ((item: Item) => Record<string, AttributeValue>) => {
  if (expression === undefined) return (item) => ({ ...item });
  const tokens = tokensOf(expression);
  const names: string[] = [];
  do names.push(placeholders.name(tokens));
  while (tokens.skip(','));
  if (tokens.peek() !== undefined)
    throw invalid(`Invalid ProjectionExpression: Syntax error; token: ${JSON.stringify(tokens.peek())}`);
  return (item) =>
    Object.fromEntries(
      names.flatMap((name): [string, AttributeValue][] => (item[name] === undefined ? [] : [[name, item[name]]])),
    );
};

/** One item by its key. */
export const getItem = (table: DynamoTable, input: GetItemCommandInput): GetItemCommandOutput => {
  checkParameters(input, ['TableName', 'Key', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames']);
  checkTable(table, input.TableName);
  const placeholders = createPlaceholders(input as Defined);
  const project = readProjection(input.ProjectionExpression, placeholders);
  placeholders.allUsed();
  const key = requestedKey(table.schema, input.Key);
  const item = table.view(undefined, input.ConsistentRead ?? false).get(keyText(table.schema, key));
  return { $metadata, ...(item === undefined ? {} : { Item: project(item) }) };
};

/** Items by their keys, in no order that could be relied on; `isLeftOver` says of each whether it stays unprocessed. */
export const batchGetItem = (
  table: DynamoTable,
  input: BatchGetItemCommandInput,
  isLeftOver: () => boolean,
): BatchGetItemCommandOutput => {
  checkParameters(input, ['RequestItems']);
  const requests = Object.entries(input.RequestItems ?? {});
  const [request] = requests;
  if (request === undefined || requests.length > 1) throw invalid('BatchGetItem: exactly one table is expected here');
  const [tableName, { Keys = [], ConsistentRead = false, ...others }] = request;
  checkParameters(others, []);
  checkTable(table, tableName);
  if (Keys.length === 0) throw invalid('BatchGetItem: at least one key is expected');
  if (Keys.length > BATCH.keys) throw invalid(`Too many items requested for the BatchGetItem call: ${Keys.length}`);
  const keys = Keys.map((key) => requestedKey(table.schema, key));
  if (new Set(keys.map((key) => keyText(table.schema, key))).size < keys.length)
    throw invalid('Provided list of item keys contains duplicates');
  const view = table.view(undefined, ConsistentRead);
  const found: Item[] = [];
  const left: Record<string, AttributeValue>[] = [];
  let bytes = 0;
  for (const [place, key] of keys.entries()) {
    const item = view.get(keyText(table.schema, key));
    bytes += item === undefined ? 0 : bytesOf(item);
    if (place > 0 && (bytes > BATCH.bytes || isLeftOver())) left.push(key);
    else if (item !== undefined) found.push(item);
  }
  return {
    $metadata,
    Responses: { [tableName]: found.reverse().map((item) => ({ ...item })) },
    UnprocessedKeys: left.length === 0 ? {} : { [tableName]: { Keys: left, ConsistentRead } },
  };
};
