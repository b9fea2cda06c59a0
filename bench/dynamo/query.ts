/** Query on a table or one of its indexes, a page at a time. */
import type { AttributeValue, QueryCommandInput, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { bytesOf, type Item, normalisedItem } from './attribute-value.ts';
import { readCondition, type Test } from './condition.ts';
import { readKeyCondition } from './key-condition.ts';
import { createPlaceholders, type Defined, type Placeholders } from './placeholders.ts';
import { $metadata, checkParameters, checkTable, readProjection } from './read-operations.ts';
import { invalid, NotSimulated, notFound } from './refusals.ts';
import { compareRows, placeOf, type Row } from './sorted-items.ts';
import type { DynamoTable } from './table.ts';
import { type KeySchema, keyAttributes, keyOf, keyText, type TableSchema } from './table-schema.ts';

const KNOWN = [
  'TableName',
  'IndexName',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ScanIndexForward',
  'Limit',
  'ExclusiveStartKey',
  'ConsistentRead',
  'Select',
];

const SELECTS = ['COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES'];

/** One page of a query, of at most `pageBytes` bytes before the filter. */
export const query = (table: DynamoTable, input: QueryCommandInput, pageBytes: number): QueryCommandOutput => {
  checkParameters(input, KNOWN);
  checkTable(table, input.TableName);
  const schema = schemaOf(table.schema, input);
  checkRead(table.schema, input);
  const placeholders = createPlaceholders(input as Defined);
  if (input.KeyConditionExpression === undefined)
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified');
  const { partition, stretch } = readKeyCondition(input.KeyConditionExpression, placeholders, schema);
  const test = readFilter(input.FilterExpression, placeholders, schema);
  const project = readProjection(input.ProjectionExpression, placeholders);
  placeholders.allUsed();
  const all = table.view(input.IndexName, input.ConsistentRead ?? false).partition(partition);
  const rows = pageRows(all, stretch(all), startRow(table.schema, schema, input), input.ScanIndexForward ?? true);
  const { looked, items } = readPage(rows, test, input.Limit ?? Number.POSITIVE_INFINITY, pageBytes);
  const last = looked.isEnd ? undefined : looked.last;
  return {
    $metadata,
    Count: items.length,
    ScannedCount: looked.count,
    ...(input.Select === 'COUNT' ? {} : { Items: items.map(project) }),
    ...(last === undefined ? {} : { LastEvaluatedKey: { ...keyOf(table.schema, last), ...keyOf(schema, last) } }),
  };
};

const schemaOf = (schema: TableSchema, { IndexName }: QueryCommandInput): KeySchema => {
  if (IndexName === undefined) return schema;
  const index = schema.indexes[IndexName];
  if (index === undefined) throw notFound(`The table does not have the specified index: ${IndexName}`);
  return index;
};

const checkRead = (
  { indexes }: TableSchema,
  { IndexName, ConsistentRead, Limit, Select, ProjectionExpression }: QueryCommandInput,
): void => {
  if (IndexName !== undefined && ConsistentRead === true)
    throw invalid('Consistent reads are not supported on global secondary indexes');
  if (Limit !== undefined && (!Number.isInteger(Limit) || Limit < 1))
    throw invalid(
      `1 validation error detected: Value '${Limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  if (Select !== undefined && !SELECTS.includes(Select)) throw new NotSimulated(`Select ${Select}`);
  if (Select === 'ALL_ATTRIBUTES' && IndexName !== undefined && indexes[IndexName]?.projection !== 'ALL')
    throw invalid(
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for an index that does not project all',
    );
  if (ProjectionExpression !== undefined && Select !== undefined && Select !== 'SPECIFIC_ATTRIBUTES')
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${Select}`);
};

const readFilter = (expression: string | undefined, placeholders: Placeholders, schema: KeySchema): Test => {
  if (expression === undefined) return () => true;
  const keyNames = keyAttributes(schema).map(({ name }) => name);
  return readCondition(expression, placeholders, (name) => {
    if (keyNames.includes(name))
      throw invalid(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`);
  });
};

/** The place at which the page before ended. @throws ValidationException when the key is not one of this table or index */
const startRow = (
  table: TableSchema,
  schema: KeySchema,
  { ExclusiveStartKey: given }: QueryCommandInput,
): Omit<Row, 'item'> | undefined => {
  if (given === undefined) return undefined;
  const key: Item = normalisedItem(given as Record<string, AttributeValue>);
  const names = new Set([...keyAttributes(table), ...keyAttributes(schema)].map(({ name }) => name));
  if (Object.keys(key).length !== names.size || [...names].some((name) => key[name] === undefined))
    throw invalid('The provided starting key is invalid');
  return { sort: schema.sort === undefined ? undefined : key[schema.sort.name], tie: keyText(table, key) };
};

const pageRows = (
  rows: readonly Row[],
  [from, to]: readonly [number, number],
  start: Omit<Row, 'item'> | undefined,
  forward: boolean,
): readonly Row[] => {
  if (forward)
    return rows.slice(Math.max(from, start === undefined ? 0 : placeOf(rows, (row) => compareRows(row, start) <= 0)), to);
  const end =
    start === undefined
      ? to
      : Math.min(
          to,
          placeOf(rows, (row) => compareRows(row, start) < 0),
        );
  return rows.slice(from, Math.max(from, end)).reverse();
};

const readPage = (rows: readonly Row[], test: Test, limit: number, pageBytes: number) => {
  const items: Item[] = [];
  let bytes = 0;
  let count = 0;
  let last: Item | undefined;
  for (const { item } of rows) {
    if (count >= limit || bytes >= pageBytes) return { items, looked: { count, last, isEnd: false } };
    count += 1;
    bytes += bytesOf(item);
    last = item;
    if (test(item)) items.push(item);
  }
  return { items, looked: { count, last, isEnd: count < limit && bytes < pageBytes } };
};
