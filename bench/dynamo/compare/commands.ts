/** Random commands on a small table: enough different ones that two engines which agree on all of them agree on what adapters use. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { LEDGER_SCHEMA } from '../ledger-server.ts';

/** One of the commands that are compared. */
export type Command =
  | BatchGetItemCommand
  | DeleteItemCommand
  | GetItemCommand
  | PutItemCommand
  | QueryCommand
  | TransactWriteItemsCommand
  | UpdateItemCommand;

const TableName = LEDGER_SCHEMA.tableName;

/** An expression with the names and values that it uses. */
interface Written {
  readonly text: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, AttributeValue>>;
}

const one = <T>(...things: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...things);

const N = (number: number | string): AttributeValue => ({ N: String(number) });
const S = (text: string): AttributeValue => ({ S: text });

const numbers = { ':n': N(2), ':m': N(5) } as const;
const ns = { ':n': numbers[':n'] } as const;

/** Conditions, right and wrong. */
const CONDITIONS: readonly Written[] = [
  { text: 'attribute_not_exists(pk)' },
  { text: 'attribute_exists(pk)' },
  { text: 'attribute_exists(#a) AND #a <= :n', names: { '#a': 'a' }, values: ns },
  { text: 'attribute_not_exists(a) OR a <= :n', values: ns },
  { text: 'a = :n', values: ns },
  { text: 'a <> :n', values: ns },
  { text: 'a < :n', values: ns },
  { text: ':n >= a', values: ns },
  { text: 'a > b' },
  { text: 'a BETWEEN :n AND :m', values: numbers },
  { text: 'a IN (:n, :m)', values: numbers },
  { text: 'NOT a = :n', values: ns },
  { text: 'NOT (a = :n OR attribute_exists(b)) AND attribute_exists(pk)', values: ns },
  { text: 'attribute_exists(a) OR attribute_exists(b) AND a = :n', values: ns },
  { text: 'begins_with(b, :s)', values: { ':s': S('be') } },
  { text: 'contains(b, :s)', values: { ':s': S('e') } },
  { text: 'contains(c, :s)', values: { ':s': S('x') } },
  { text: 'size(b) > :n', values: ns },
  { text: 'size(c) = :n', values: ns },
  { text: 'attribute_type(a, :t)', values: { ':t': S('N') } },
  { text: '#state = :s', names: { '#state': 'state' }, values: { ':s': S('s1') } },
  { text: 'state = :s', values: { ':s': S('s1') } },
  { text: 'a = :n', values: numbers },
  { text: 'a = :unknown', values: ns },
  { text: '#unknown = :n', values: ns },
  { text: 'a = ', values: ns },
  { text: 'a = :n AND', values: ns },
  { text: 'nothing_like(a)' },
];

/** Updates that may fail on the item they meet. */
const UPDATES: readonly Written[] = [
  { text: 'ADD a :n', values: ns },
  { text: 'ADD #a :n, #d :m', names: { '#a': 'a', '#d': 'd' }, values: numbers },
  { text: 'ADD c :set', values: { ':set': { SS: ['x', 'z'] } } },
  { text: 'ADD b :n', values: ns },
  { text: 'SET a = :n', values: ns },
  { text: 'SET a = a + :n', values: ns },
  { text: 'SET a = a - :n, d = :m', values: numbers },
  { text: 'SET a = if_not_exists(a, :n) + :m', values: numbers },
  { text: 'SET d = if_not_exists(b, :n)', values: ns },
  { text: 'SET d = a' },
  { text: 'REMOVE a' },
  { text: 'REMOVE #state, newest', names: { '#state': 'state' } },
  { text: 'SET a = :n REMOVE b ADD d :m', values: numbers },
  { text: 'DELETE c :set', values: { ':set': { SS: ['x'] } } },
];

/** Updates that are wrong by themselves. Tried alone: not every implementation refuses them before it looks at a condition. */
const WRONG_UPDATES: readonly Written[] = [
  { text: 'SET pk = :s', values: { ':s': S('other') } },
  { text: 'SET a = :n, a = :m', values: numbers },
  { text: 'SET a = :n SET d = :m', values: numbers },
  { text: 'ADD a :s', values: { ':s': S('text') } },
];

/** Key conditions on the table, right and wrong. */
const KEYS: readonly Written[] = [
  { text: 'pk = :pk' },
  { text: 'pk = :pk AND sk = :from', values: { ':from': S('k2') } },
  { text: 'pk = :pk AND sk < :from', values: { ':from': S('k2') } },
  { text: 'sk <= :from AND pk = :pk', values: { ':from': S('k2') } },
  { text: 'pk = :pk AND sk > :from', values: { ':from': S('k2') } },
  { text: 'pk = :pk AND sk >= :from', values: { ':from': S('k2') } },
  { text: 'pk = :pk AND sk BETWEEN :from AND :to', values: { ':from': S('k1'), ':to': S('k3') } },
  { text: 'pk = :pk AND begins_with(sk, :from)', values: { ':from': S('k') } },
  { text: 'pk = :pk AND begins_with(sk, :from)', values: { ':from': S('k3') } },
  { text: 'pk < :pk' },
  { text: 'pk = :pk AND a = :from', values: { ':from': S('k') } },
  { text: 'pk = :pk AND sk <> :from', values: { ':from': S('k') } },
];

const FILTERS: readonly Written[] = [
  { text: 'a >= :n', values: ns },
  { text: 'attribute_exists(b)' },
  { text: 'sk = :n', values: ns },
];

const key = (world: string) =>
  fc
    .record({ pk: one('p0', 'p1'), sk: one('k0', 'k1', 'k2', 'k3', 'k4') })
    .map(({ pk, sk }) => ({ pk: S(world + pk), sk: S(sk) }));

const value = fc.record(
  {
    a: one(N(0), N(2), N('5.0'), N('-1e1'), N('0.10'), N('123456789012345678901234567890')),
    b: one<AttributeValue>(S('before'), S('bey'), S(''), N(3), { BOOL: true }),
    c: one<AttributeValue>({ SS: ['x', 'y'] }, { L: [S('x'), N(1)] }, { M: { x: N('1.50') } }, { NULL: true }),
    d: one(N(7), S('d')),
  },
  { requiredKeys: [] },
);

/** An item; what the index sorts by is different for each, so that both engines have one order. */
const item = (world: string) =>
  fc.tuple(key(world), value, fc.option(one('s0', 's1'), { nil: undefined })).map(([own, attributes, state]) => ({
    ...own,
    ...attributes,
    ...(state === undefined ? {} : { state: S(world + state), newest: S(`${own.sk.S}#${own.pk.S}`) }),
  }));

const conditional = fc.option(one(...CONDITIONS), { nil: undefined });

/** The expressions of a request, put together. */
const merged = (...parts: readonly (Written | undefined)[]) => {
  const names = Object.assign({}, ...parts.map((part) => part?.names ?? {})) as Record<string, string>;
  const values = Object.assign({}, ...parts.map((part) => part?.values ?? {})) as Record<string, AttributeValue>;
  return {
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
};

const conditionOf = (condition: Written | undefined) =>
  condition === undefined ? {} : { ConditionExpression: condition.text, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };

const putOf = (world: string) =>
  fc
    .tuple(item(world), conditional)
    .map(([Item, condition]) => ({ TableName, Item, ...conditionOf(condition), ...merged(condition) }));

const deleteOf = (world: string) =>
  fc
    .tuple(key(world), conditional)
    .map(([Key, condition]) => ({ TableName, Key, ...conditionOf(condition), ...merged(condition) }));

const updateOf = (world: string) =>
  fc.tuple(key(world), one(...UPDATES), conditional).map(([Key, update, condition]) => ({
    TableName,
    Key,
    UpdateExpression: update.text,
    ...conditionOf(condition),
    ...merged(update, condition),
  }));

const wrongUpdateOf = (world: string) =>
  fc.tuple(key(world), one(...WRONG_UPDATES)).map(([Key, { text, ...uses }]) => ({
    TableName,
    Key,
    UpdateExpression: text,
    ...merged({ text, ...uses }),
  }));

const checkOf = (world: string) =>
  fc.tuple(key(world), one(...CONDITIONS)).map(([Key, condition]) => ({
    TableName,
    Key,
    ...conditionOf(condition),
    ConditionExpression: condition.text,
    ...merged(condition),
  }));

const transactionOf = (world: string) =>
  fc.array(
    fc.oneof(
      putOf(world).map((Put) => ({ Put })),
      updateOf(world).map((Update) => ({ Update })),
      deleteOf(world).map((Delete) => ({ Delete })),
      checkOf(world).map((ConditionCheck) => ({ ConditionCheck })),
    ),
    { minLength: 1, maxLength: 4 },
  );

const tableQuery = (world: string) =>
  fc.tuple(one('p0', 'p1'), one(...KEYS), fc.option(one(...FILTERS), { nil: undefined })).map(([pk, keys, filter]) => ({
    KeyConditionExpression: keys.text,
    ...(filter === undefined ? {} : { FilterExpression: filter.text }),
    ConsistentRead: true,
    ...merged(keys, filter, { text: '', values: { ':pk': S(world + pk) } }),
  }));

const indexQuery = (world: string) =>
  one('s0', 's1').map((state) => ({
    IndexName: 'listing',
    KeyConditionExpression: '#state = :state AND newest < :before',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':state': S(world + state), ':before': S('k3#') },
  }));

const queryOf = (world: string) =>
  fc
    .tuple(
      fc.oneof({ arbitrary: tableQuery(world), weight: 3 }, { arbitrary: indexQuery(world), weight: 1 }),
      fc.boolean(),
      one(undefined, 1, 2, 5),
      one(undefined, 'COUNT' as const),
    )
    .map(([what, ScanIndexForward, Limit, Select]) => ({
      TableName,
      ...what,
      ScanIndexForward,
      ...(Limit === undefined ? {} : { Limit }),
      ...(Select === undefined ? {} : { Select }),
    }));

const returns = one(undefined, 'ALL_OLD' as const);

/** A command on the items of one world: a prefix of the partitions that nobody else uses. */
export const commandOf = (world: string): fc.Arbitrary<Command> =>
  fc.oneof(
    { arbitrary: wrongUpdateOf(world).map((input) => new UpdateItemCommand(input)), weight: 1 },
    {
      arbitrary: fc
        .tuple(putOf(world), returns)
        .map(([input, ReturnValues]) => new PutItemCommand({ ...input, ...(ReturnValues && { ReturnValues }) })),
      weight: 4,
    },
    {
      arbitrary: fc
        .tuple(updateOf(world), one(undefined, 'ALL_NEW' as const))
        .map(([input, ReturnValues]) => new UpdateItemCommand({ ...input, ...(ReturnValues && { ReturnValues }) })),
      weight: 3,
    },
    {
      arbitrary: fc
        .tuple(deleteOf(world), returns)
        .map(([input, ReturnValues]) => new DeleteItemCommand({ ...input, ...(ReturnValues && { ReturnValues }) })),
      weight: 1,
    },
    { arbitrary: transactionOf(world).map((TransactItems) => new TransactWriteItemsCommand({ TransactItems })), weight: 4 },
    { arbitrary: key(world).map((Key) => new GetItemCommand({ TableName, Key, ConsistentRead: true })), weight: 1 },
    {
      arbitrary: fc
        .array(key(world), { minLength: 1, maxLength: 4 })
        .map((Keys) => new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } })),
      weight: 1,
    },
    { arbitrary: queryOf(world).map((input) => new QueryCommand(input)), weight: 4 },
  );
