/** Key conditions of a query: one partition, and at most one condition on the sort key. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareValues } from './attribute-value.ts';
import { beginsWith } from './condition.ts';
import type { Placeholders } from './placeholders.ts';
import { invalid } from './refusals.ts';
import { placeOf, type Row } from './sorted-items.ts';
import type { KeyAttribute, KeySchema } from './table-schema.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** The stretch of a partition in which rows match, as places from and (exclusive) to. */
export type Stretch = (rows: readonly Row[]) => readonly [from: number, to: number];

/** What a query looks at. */
export interface KeyCondition {
  readonly partition: AttributeValue;
  readonly stretch: Stretch;
}

interface Part {
  readonly name: string;
  readonly sign: string;
  readonly values: readonly AttributeValue[];
}

/** Reads a key condition. @throws ValidationException for what DynamoDB would not take */
export const readKeyCondition = (expression: string, placeholders: Placeholders, schema: KeySchema): KeyCondition => {
  const tokens = tokensOf(expression);
  const parts = [readPart(tokens, placeholders)];
  while (tokens.skip('AND')) parts.push(readPart(tokens, placeholders));
  if (tokens.peek() !== undefined)
    throw invalid(`Invalid KeyConditionExpression: Syntax error; token: ${JSON.stringify(tokens.peek())}`);
  const equal = parts.find(({ name, sign }) => name === schema.partition.name && sign === '=');
  const others = parts.filter((part) => part !== equal);
  const [sort] = others;
  if (equal === undefined) throw invalid(`Query condition missed key schema element: ${schema.partition.name}`);
  if (others.length > 1) throw invalid('Query key condition not supported');
  if (sort !== undefined && sort.name !== schema.sort?.name)
    throw invalid(`Query condition missed key schema element: ${schema.sort?.name}`);
  const [partition] = equal.values;
  if (partition === undefined) throw invalid('Query key condition not supported');
  checkType(schema.partition, equal);
  if (sort === undefined || schema.sort === undefined) return { partition, stretch: (rows) => [0, rows.length] };
  checkType(schema.sort, sort);
  return { partition, stretch: stretchOf(sort) };
};

const checkType = ({ type }: KeyAttribute, { values }: Part): void => {
  for (const value of values) {
    if (value[type] === undefined)
      throw invalid('One or more parameter values were invalid: Condition parameter type does not match schema type');
    if (value.S === '')
      throw invalid(
        'One or more parameter values are not valid. A value for a key attribute cannot contain an empty string value',
      );
  }
};

const readPart = (tokens: Tokens, placeholders: Placeholders): Part => {
  if (tokens.skip('(')) {
    const part = readPart(tokens, placeholders);
    tokens.expect(')');
    return part;
  }
  const value = (): AttributeValue => placeholders.value(tokens.take());
  if (tokens.peek() === 'begins_with') {
    tokens.take();
    tokens.expect('(');
    const name = placeholders.name(tokens);
    tokens.expect(',');
    const values = [value()];
    tokens.expect(')');
    return { name, sign: 'begins_with', values };
  }
  const name = placeholders.name(tokens);
  const sign = tokens.take().toUpperCase();
  if (sign !== 'BETWEEN') return { name, sign, values: [value()] };
  const from = value();
  tokens.expect('AND');
  return { name, sign, values: [from, value()] };
};

const orderOf = (row: Row, value: AttributeValue | undefined): number =>
  row.sort === undefined || value === undefined ? 0 : (compareValues(row.sort, value) ?? 0);

const stretchOf = ({ sign, values: [value, to] }: Part): Stretch => {
  const before = (rows: readonly Row[]): number => placeOf(rows, (row) => orderOf(row, value) < 0);
  const behind = (rows: readonly Row[], bound = value): number => placeOf(rows, (row) => orderOf(row, bound) <= 0);
  switch (sign) {
    case '=':
      return (rows) => [before(rows), behind(rows)];
    case '<':
      return (rows) => [0, before(rows)];
    case '<=':
      return (rows) => [0, behind(rows)];
    case '>':
      return (rows) => [behind(rows), rows.length];
    case '>=':
      return (rows) => [before(rows), rows.length];
    case 'BETWEEN':
      if (value !== undefined && to !== undefined && (compareValues(value, to) ?? 0) > 0)
        throw invalid(
          'Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
        );
      return (rows) => [before(rows), behind(rows, to)];
    case 'begins_with':
      return (rows) => [before(rows), placeOf(rows, (row) => orderOf(row, value) < 0 || beginsWith(row.sort, value))];
    default:
      throw invalid(`Invalid operator used in KeyConditionExpression: ${sign}`);
  }
};
