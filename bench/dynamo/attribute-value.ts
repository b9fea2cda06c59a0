/** Attribute values: what is one, how large it is, what equals and what comes before what. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareDecimals, decimalText, readDecimal } from './decimal.ts';
import { invalid } from './refusals.ts';

/** One item, or the key of one. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** Largest item, in bytes: names and values together. */
export const MAX_ITEM_BYTES = 400 * 1024;

/** The type of a value: `S`, `N`, `B`, `BOOL`, `NULL`, `M`, `L`, `SS`, `NS` or `BS`. @throws ValidationException unless it has exactly one */
export const typeOf = (value: AttributeValue): string => {
  const types = Object.entries(value).flatMap(([type, content]) => (content === undefined ? [] : [type]));
  if (types.length !== 1 || types[0] === undefined)
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  return types[0];
};

/** A copy with its numbers as DynamoDB writes them. @throws ValidationException for what it cannot keep */
export const normalised = (value: AttributeValue): AttributeValue => {
  typeOf(value);
  if (value.N !== undefined) return { N: numberText(value.N) };
  if (value.M !== undefined) return { M: normalisedItem(value.M) };
  if (value.L !== undefined) return { L: value.L.map(normalised) };
  if (value.SS !== undefined) return { SS: distinct(value.SS) };
  if (value.NS !== undefined) return { NS: distinct(value.NS.map(numberText)) };
  if (value.BS !== undefined) return { BS: value.BS.map((bytes) => Uint8Array.from(bytes)) };
  return { ...value };
};

/** A copy of an item, each value {@link normalised}. */
export const normalisedItem = (item: Item): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, normalised(value)]));

const numberText = (text: string): string => {
  const number = readDecimal(text);
  if (number === undefined) throw invalid(`The parameter cannot be converted to a numeric value: ${text}`);
  return decimalText(number);
};

const distinct = (members: readonly string[]): string[] => {
  if (members.length === 0 || new Set(members).size < members.length)
    throw invalid('One or more parameter values were invalid: an empty set, or one with duplicates');
  return [...members];
};

/** Bytes that DynamoDB counts for an item (developer guide, "DynamoDB item sizes and formats"). */
export const bytesOf = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + bytesOfValue(value), 0);

const bytesOfValue = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return bytesOfNumber(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + bytesOf(value.M);
  if (value.L !== undefined) return 3 + value.L.reduce((sum, each) => sum + 1 + bytesOfValue(each), 0);
  if (value.SS !== undefined) return value.SS.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
  if (value.NS !== undefined) return value.NS.reduce((sum, each) => sum + bytesOfNumber(each), 0);
  if (value.BS !== undefined) return value.BS.reduce((sum, each) => sum + each.length, 0);
  return 1;
};

const bytesOfNumber = (text: string): number =>
  Math.ceil(text.replace(/[-.]|0+$/g, '').length / 2) + (text.startsWith('-') ? 2 : 1);

/** Whether two values are the same; sets in any order. */
export const isEqual = (a: AttributeValue, b: AttributeValue): boolean => canonical(a) === canonical(b);

const canonical = (value: AttributeValue): string => {
  if (value.M !== undefined) {
    const parts = Object.entries(value.M).map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`);
    return `M{${parts.sort().join(',')}}`;
  }
  if (value.L !== undefined) return `L[${value.L.map(canonical).join(',')}]`;
  if (value.N !== undefined) return `N${numberText(value.N)}`;
  if (value.B !== undefined) return `B${Buffer.from(value.B).toString('base64')}`;
  if (value.SS !== undefined) return `SS${JSON.stringify(value.SS.toSorted())}`;
  if (value.NS !== undefined) return `NS${JSON.stringify(value.NS.map(numberText).sort())}`;
  if (value.BS !== undefined) return `BS${JSON.stringify(value.BS.map((each) => Buffer.from(each).toString('base64')).sort())}`;
  return JSON.stringify(value);
};

/** Below 0, 0 or above 0 for two texts, numbers or byte strings; undefined when they are of different or other types. */
export const compareValues = (a: AttributeValue, b: AttributeValue): number | undefined => {
  if (a.S !== undefined && b.S !== undefined) return compareTexts(a.S, b.S);
  if (a.B !== undefined && b.B !== undefined) return Buffer.compare(a.B, b.B);
  const [x, y] = [readDecimal(a.N ?? ''), readDecimal(b.N ?? '')];
  return x === undefined || y === undefined ? undefined : compareDecimals(x, y);
};

/** Texts in the order of their UTF-8 bytes, which above U+D7FF is not that of JavaScript's `<`. */
const compareTexts = (a: string, b: string): number => {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : x - y;
  }
  return a.length - b.length;
};
