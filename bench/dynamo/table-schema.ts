/** The keys of a table and its indexes, and what DynamoDB demands of key attributes. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { bytesOf, type Item, MAX_ITEM_BYTES, normalisedItem, typeOf } from './attribute-value.ts';
import { invalid } from './refusals.ts';

/** An attribute that is part of a key. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

/** Partition and sort key. */
export interface KeySchema {
  readonly partition: KeyAttribute;
  readonly sort?: KeyAttribute;
}

/** A global secondary index. */
export interface IndexSchema extends KeySchema {
  /** Attributes besides the keys: none, all, or these. */
  readonly projection: 'KEYS_ONLY' | 'ALL' | readonly string[];
}

/** A table. */
export interface TableSchema extends KeySchema {
  readonly tableName: string;
  readonly indexes: Readonly<Record<string, IndexSchema>>;
}

/** Longest partition and sort key, in bytes. */
const MAX_KEY_BYTES = { partition: 2048, sort: 1024 } as const;

/** The key's attributes. */
export const keyAttributes = ({ partition, sort }: KeySchema): readonly KeyAttribute[] =>
  sort === undefined ? [partition] : [partition, sort];

/** The key of an item. */
export const keyOf = (schema: KeySchema, item: Item): Record<string, AttributeValue> =>
  Object.fromEntries(keyAttributes(schema).flatMap(({ name }) => (item[name] === undefined ? [] : [[name, item[name]]])));

/** One text for one key, and another for any other. */
export const keyText = (schema: KeySchema, item: Item): string =>
  keyAttributes(schema)
    .map(({ name }) => valueText(item[name]))
    .join('\u0000');

/** One text for one value of a key attribute. */
export const valueText = (value: AttributeValue | undefined): string =>
  value?.S ?? value?.N ?? (value?.B === undefined ? '' : Buffer.from(value.B).toString('base64'));

/** A whole item that is to be stored, checked and {@link normalisedItem}. @throws ValidationException */
export const storable = (schema: TableSchema, given: Item | undefined): Item => {
  const item = normalisedItem(given ?? {});
  for (const attribute of keyAttributes(schema)) {
    if (item[attribute.name] === undefined)
      throw invalid(`One or more parameter values were invalid: Missing the key ${attribute.name} in the item`);
    checkKeyValue(attribute, item[attribute.name], attribute === schema.partition ? 'partition' : 'sort');
  }
  for (const [indexName, index] of Object.entries(schema.indexes)) checkIndexKey(indexName, index, item);
  if (bytesOf(item) > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size');
  return item;
};

/** A key as requests name items by it, checked. @throws ValidationException */
export const requestedKey = (schema: KeySchema, given: Item | undefined): Record<string, AttributeValue> => {
  const key = normalisedItem(given ?? {});
  const attributes = keyAttributes(schema);
  if (Object.keys(key).length !== attributes.length || attributes.some(({ name, type }) => key[name]?.[type] === undefined))
    throw invalid('The provided key element does not match the schema');
  for (const attribute of attributes)
    checkKeyValue(attribute, key[attribute.name], attribute === schema.partition ? 'partition' : 'sort');
  return key;
};

const checkIndexKey = (indexName: string, index: IndexSchema, item: Item): void => {
  for (const attribute of keyAttributes(index)) {
    const value = item[attribute.name];
    if (value === undefined) continue;
    try {
      checkKeyValue(attribute, value, attribute === index.partition ? 'partition' : 'sort');
    } catch (error) {
      throw invalid(`${error instanceof Error ? error.message : ''} IndexName: ${indexName}`);
    }
  }
};

const checkKeyValue = ({ name, type }: KeyAttribute, value: AttributeValue | undefined, role: 'partition' | 'sort'): void => {
  const found = value === undefined ? 'none' : typeOf(value);
  if (found !== type)
    throw invalid(`One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${found}`);
  const bytes = type === 'B' ? (value?.B?.length ?? 0) : Buffer.byteLength(valueText(value));
  if (bytes === 0)
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    );
  if (bytes > MAX_KEY_BYTES[role])
    throw invalid(`One or more parameter values were invalid: Size of the ${role} key has exceeded ${MAX_KEY_BYTES[role]} bytes`);
};
