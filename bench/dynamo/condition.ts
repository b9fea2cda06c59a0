/** Condition and filter expressions, read into a function that tests an item. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareValues, type Item, isEqual, typeOf } from './attribute-value.ts';
import type { Placeholders } from './placeholders.ts';
import { invalid } from './refusals.ts';
import { type Tokens, tokensOf } from './tokens.ts';

/** Whether an item, which may have no attribute at all, meets a condition. */
export type Test = (item: Item) => boolean;

/** Something that is compared: an attribute, a value, or the size of an attribute. */
interface Operand {
  readonly of: (item: Item) => AttributeValue | undefined;
  /** The value itself, where it stands in the request. */
  readonly literal?: AttributeValue;
}

/** Reads a condition; `onName` hears of every attribute in it. @throws ValidationException for what DynamoDB would not take */
export const readCondition = (
  expression: string,
  placeholders: Placeholders,
  onName: (name: string) => void = () => undefined,
): Test => {
  const tokens = tokensOf(expression);
  const test = createReader(tokens, placeholders, onName).any();
  if (tokens.peek() !== undefined) throw invalid(`Invalid expression: Syntax error; token: ${JSON.stringify(tokens.peek())}`);
  return test;
};

/** Reads one thing that is compared, in a reader's own words. */
type ReadOperand = () => Operand;

const createReader = (tokens: Tokens, placeholders: Placeholders, onName: (name: string) => void) => {
  const nameAt = (): string => {
    const name = placeholders.name(tokens);
    onName(name);
    return name;
  };

  const operand: ReadOperand = () => {
    const token = tokens.peek() ?? '';
    if (token.startsWith(':')) {
      const literal = placeholders.value(tokens.take());
      return { of: () => literal, literal };
    }
    if (token === 'size') {
      tokens.take();
      if (tokens.peek() === '(') return sizeOf(inParentheses(tokens, nameAt));
      return attribute(token);
    }
    return attribute(nameAt());
  };

  const any = (): Test => {
    const tests = [every()];
    while (tokens.skip('OR')) tests.push(every());
    return tests.length === 1 && tests[0] !== undefined ? tests[0] : (item) => tests.some((test) => test(item));
  };

  const every = (): Test => {
    const tests = [negation()];
    while (tokens.skip('AND')) tests.push(negation());
    return tests.length === 1 && tests[0] !== undefined ? tests[0] : (item) => tests.every((test) => test(item));
  };

  const negation = (): Test => {
    if (!tokens.skip('NOT')) return simple();
    const test = negation();
    return (item) => !test(item);
  };

  const simple = (): Test => {
    if (tokens.peek() === '(') return inParentheses(tokens, any);
    const call = FUNCTIONS[tokens.peek() as keyof typeof FUNCTIONS];
    if (call === undefined) return comparison(tokens, operand);
    tokens.take();
    return inParentheses(tokens, () => call({ tokens, operand, nameAt }));
  };

  return { any };
};

const inParentheses = <T>(tokens: Tokens, read: () => T): T => {
  tokens.expect('(');
  const inner = read();
  tokens.expect(')');
  return inner;
};

const attribute = (name: string): Operand => ({ of: (item) => item[name] });

const sizeOf = (name: string): Operand => ({
  of: (item) => {
    const value = item[name];
    const size = value === undefined ? undefined : sizeOfValue(value);
    return size === undefined ? undefined : { N: String(size) };
  },
});

const sizeOfValue = ({ S, B, SS, NS, BS, L, M }: AttributeValue): number | undefined =>
  S !== undefined ? Buffer.byteLength(S) : (B ?? SS ?? NS ?? BS ?? L ?? (M === undefined ? undefined : Object.keys(M)))?.length;

interface Call {
  readonly tokens: Tokens;
  readonly operand: ReadOperand;
  readonly nameAt: () => string;
}

const second = ({ tokens, operand }: Call): Operand => {
  tokens.expect(',');
  return operand();
};

const FUNCTIONS: Readonly<Record<string, (call: Call) => Test>> = {
  attribute_exists: ({ nameAt }) => {
    const name = nameAt();
    return (item) => item[name] !== undefined;
  },
  attribute_not_exists: ({ nameAt }) => {
    const name = nameAt();
    return (item) => item[name] === undefined;
  },
  attribute_type: (call) => {
    const name = call.nameAt();
    const type = second(call).literal?.S;
    if (type === undefined) throw invalid('Invalid expression: attribute_type needs a type, as a text');
    return (item) => item[name] !== undefined && typeOf(item[name]) === type;
  },
  begins_with: (call) => {
    const whole = call.operand();
    const prefix = second(call);
    if (prefix.literal !== undefined && prefix.literal.S === undefined && prefix.literal.B === undefined)
      throw invalid('Invalid expression: Incorrect operand type for operator or function; operator or function: begins_with');
    return (item) => beginsWith(whole.of(item), prefix.of(item));
  },
  contains: (call) => {
    const whole = call.operand();
    const part = second(call);
    return (item) => contains(whole.of(item), part.of(item));
  },
};

/** Whether a text or byte string begins with another. */
export const beginsWith = (whole: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean => {
  if (whole?.S !== undefined && prefix?.S !== undefined) return whole.S.startsWith(prefix.S);
  if (whole?.B === undefined || prefix?.B === undefined) return false;
  return Buffer.compare(whole.B.slice(0, prefix.B.length), prefix.B) === 0;
};

const contains = (whole: AttributeValue | undefined, part: AttributeValue | undefined): boolean => {
  if (whole === undefined || part === undefined) return false;
  if (whole.S !== undefined) return part.S !== undefined && whole.S.includes(part.S);
  if (whole.SS !== undefined) return part.S !== undefined && whole.SS.includes(part.S);
  const { NS } = whole;
  if (NS !== undefined) return part.N !== undefined && NS.some((N) => isEqual({ N }, part));
  return whole.L?.some((each) => isEqual(each, part)) ?? false;
};

const COMPARATORS: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const comparison = (tokens: Tokens, operand: ReadOperand): Test => {
  const left = operand();
  if (tokens.skip('BETWEEN')) return between(left, operand(), tokens, operand);
  if (tokens.skip('IN')) return among(left, tokens, operand);
  const sign = tokens.take();
  const right = operand();
  if (sign === '=') return (item) => equal(left.of(item), right.of(item));
  if (sign === '<>') return (item) => !equal(left.of(item), right.of(item));
  const holds = COMPARATORS[sign];
  if (holds === undefined) throw invalid(`Invalid expression: Syntax error; token: ${JSON.stringify(sign)}`);
  for (const { literal } of [left, right]) mustBeOrdered(literal, sign);
  return (item) => inOrder(left.of(item), right.of(item), holds);
};

const between = (value: Operand, from: Operand, tokens: Tokens, operand: ReadOperand): Test => {
  tokens.expect('AND');
  const to = operand();
  for (const { literal } of [value, from, to]) mustBeOrdered(literal, 'BETWEEN');
  return (item) =>
    inOrder(from.of(item), value.of(item), (order) => order <= 0) && inOrder(value.of(item), to.of(item), (order) => order <= 0);
};

const among = (value: Operand, tokens: Tokens, operand: ReadOperand): Test =>
  inParentheses(tokens, () => {
    const members = [operand()];
    while (tokens.skip(',')) members.push(operand());
    return (item) => members.some((member) => equal(value.of(item), member.of(item)));
  });

const mustBeOrdered = (literal: AttributeValue | undefined, sign: string): void => {
  if (literal !== undefined && literal.S === undefined && literal.N === undefined && literal.B === undefined)
    throw invalid(`Invalid expression: Incorrect operand type for operator or function; operator: ${sign}`);
};

const equal = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean =>
  a !== undefined && b !== undefined && isEqual(a, b);

const inOrder = (a: AttributeValue | undefined, b: AttributeValue | undefined, holds: (order: number) => boolean): boolean => {
  const order = a === undefined || b === undefined ? undefined : compareValues(a, b);
  return order !== undefined && holds(order);
};
