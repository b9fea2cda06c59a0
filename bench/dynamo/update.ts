/** Update expressions, read into a function that answers the item as it is afterwards. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Item, isEqual } from './attribute-value.ts';
import { addDecimals, decimalText, negated, readDecimal } from './decimal.ts';
import type { Placeholders } from './placeholders.ts';
import { invalid, NotSimulated } from './refusals.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** The item after the update. @throws ValidationException when an attribute is of the wrong type, or absent where it is needed */
export type Update = (item: Item) => Item;

/** What happens to one attribute: its value afterwards (undefined: removed), of the item as it was before. */
interface Action {
  readonly name: string;
  readonly after: (before: Item) => AttributeValue | undefined;
}

type ValueOf = (item: Item) => AttributeValue;

/** Reads an update; `keyNames` may not be changed. @throws ValidationException for what DynamoDB would not take */
export const readUpdate = (expression: string, placeholders: Placeholders, keyNames: readonly string[]): Update => {
  const tokens = tokensOf(expression);
  const actions: Action[] = [];
  const seen = new Set<string>();
  while (tokens.peek() !== undefined) {
    const clause = tokens.take().toUpperCase();
    const read = CLAUSES[clause];
    if (read === undefined) throw invalid(`Invalid UpdateExpression: Syntax error; token: ${JSON.stringify(clause)}`);
    if (seen.has(clause)) throw invalid(`Invalid UpdateExpression: The "${clause}" section can only be used once`);
    seen.add(clause);
    do actions.push(read(tokens, placeholders));
    while (tokens.skip(','));
  }
  check(actions, keyNames);
  return (before) => {
    const after: Record<string, AttributeValue> = { ...before };
    for (const { name, after: change } of actions) {
      const value = change(before);
      if (value === undefined) delete after[name];
      else after[name] = value;
    }
    return after;
  };
};

const check = (actions: readonly Action[], keyNames: readonly string[]): void => {
  const names = actions.map(({ name }) => name);
  const key = names.find((name) => keyNames.includes(name));
  if (key !== undefined)
    throw invalid(`One or more parameter values were invalid: Cannot update attribute ${key}. This attribute is part of the key`);
  if (new Set(names).size < names.length) throw invalid('Invalid UpdateExpression: Two document paths overlap with each other');
};

const setClause = (tokens: Tokens, placeholders: Placeholders): Action => {
  const name = placeholders.name(tokens);
  tokens.expect('=');
  const left = readValue(tokens, placeholders);
  const sign = tokens.skip('+') ? '+' : tokens.skip('-') ? '-' : undefined;
  if (sign === undefined) return { name, after: left };
  const right = readValue(tokens, placeholders);
  return { name, after: (item) => sum(left(item), right(item), sign === '-') };
};

const readValue = (tokens: Tokens, placeholders: Placeholders): ValueOf => {
  const token = tokens.peek() ?? '';
  if (token.startsWith(':')) {
    const value = placeholders.value(tokens.take());
    return () => value;
  }
  if (token === 'list_append') throw new NotSimulated('list_append');
  if (token === 'if_not_exists') {
    tokens.take();
    tokens.expect('(');
    const name = placeholders.name(tokens);
    tokens.expect(',');
    const otherwise = readValue(tokens, placeholders);
    tokens.expect(')');
    return (item) => item[name] ?? otherwise(item);
  }
  const name = placeholders.name(tokens);
  return (item) => {
    const value = item[name];
    if (value === undefined) throw invalid('The provided expression refers to an attribute that does not exist in the item');
    return value;
  };
};

const sum = (a: AttributeValue, b: AttributeValue, minus: boolean): AttributeValue => {
  const [x, y] = [readDecimal(a.N ?? ''), readDecimal(b.N ?? '')];
  if (x === undefined || y === undefined) throw invalid('An operand in the update expression has an incorrect data type');
  const total = addDecimals(x, minus ? negated(y) : y);
  if (total === undefined)
    throw invalid('Number overflow. Attempting to store a number with more digits or another magnitude than supported');
  return { N: decimalText(total) };
};

const removeClause = (tokens: Tokens, placeholders: Placeholders): Action => ({
  name: placeholders.name(tokens),
  after: () => undefined,
});

const operandOf = (tokens: Tokens, placeholders: Placeholders): { readonly name: string; readonly by: AttributeValue } => ({
  name: placeholders.name(tokens),
  by: placeholders.value(tokens.take()),
});

const addClause = (tokens: Tokens, placeholders: Placeholders): Action => {
  const { name, by } = operandOf(tokens, placeholders);
  if (by.N === undefined && by.SS === undefined && by.NS === undefined)
    throw invalid('Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD');
  return { name, after: ({ [name]: value }) => added(value, by) };
};

const added = (value: AttributeValue | undefined, by: AttributeValue): AttributeValue => {
  if (value === undefined) return by;
  if (by.N !== undefined) return sum(value, by, false);
  if (by.SS !== undefined && value.SS !== undefined) return { SS: [...new Set([...value.SS, ...by.SS])] };
  if (by.NS !== undefined && value.NS !== undefined) return { NS: [...new Set([...value.NS, ...by.NS])] };
  throw invalid('An operand in the update expression has an incorrect data type');
};

const deleteClause = (tokens: Tokens, placeholders: Placeholders): Action => {
  const { name, by } = operandOf(tokens, placeholders);
  const gone = by.SS ?? by.NS;
  if (gone === undefined)
    throw invalid('Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE');
  return {
    name,
    after: ({ [name]: value }) => {
      const members = by.SS === undefined ? value?.NS : value?.SS;
      if (value === undefined) return undefined;
      if (members === undefined) throw invalid('An operand in the update expression has an incorrect data type');
      const left = members.filter((member) => !gone.includes(member));
      if (left.length === 0) return undefined;
      return isEqual(value, by) ? undefined : by.SS === undefined ? { NS: left } : { SS: left };
    },
  };
};

const CLAUSES: Readonly<Record<string, (tokens: Tokens, placeholders: Placeholders) => Action>> = {
  SET: setClause,
  REMOVE: removeClause,
  ADD: addClause,
  DELETE: deleteClause,
};
