/** `#names` and `:values` of one request: each must be defined, and each must be used. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { normalised } from './attribute-value.ts';
import { invalid, NotSimulated } from './refusals.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import type { Tokens } from './tokens.ts';

/** The names and values of a request, as they stand in it. */
export interface Defined {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>> | undefined;
}

/** Looking them up while expressions are read. */
export interface Placeholders {
  /** Reads the name of an attribute. @throws ValidationException for an undefined or reserved one */
  name(tokens: Tokens): string;
  /** The value of `:token`. @throws ValidationException when it is not defined */
  value(token: string): AttributeValue;
  /** To be called when everything is read. @throws ValidationException when one is defined and not used */
  allUsed(): void;
}

/** Names and values of one request. */
export const createPlaceholders = ({
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: values,
}: Defined): Placeholders => {
  const used = new Set<string>();
  if (names !== undefined && Object.keys(names).length === 0) throw invalid('ExpressionAttributeNames must not be empty');
  if (values !== undefined && Object.keys(values).length === 0) throw invalid('ExpressionAttributeValues must not be empty');
  const resolve = (token: string): string => {
    if (!token.startsWith('#')) {
      if (RESERVED_WORDS.has(token.toUpperCase()))
        throw invalid(`Invalid expression: Attribute name is a reserved keyword; reserved keyword: ${token}`);
      if (!/^[A-Za-z]/.test(token)) throw invalid(`Invalid expression: Syntax error; token: ${JSON.stringify(token)}`);
      return token;
    }
    const name = names?.[token];
    if (name === undefined)
      throw invalid(
        `Invalid expression: An expression attribute name used in the document path is not defined; attribute name: ${token}`,
      );
    used.add(token);
    return name;
  };
  return {
    name: (tokens) => {
      const name = resolve(tokens.take());
      if (tokens.peek() === '.' || tokens.peek() === '[') throw new NotSimulated('paths into lists and maps');
      return name;
    },
    value: (token) => {
      const value = values?.[token];
      if (value === undefined)
        throw invalid(
          `Invalid expression: An expression attribute value used in expression is not defined; attribute value: ${token}`,
        );
      used.add(token);
      return normalised(value);
    },
    allUsed: () => {
      const unused = [...Object.keys(names ?? {}), ...Object.keys(values ?? {})].filter((token) => !used.has(token));
      if (unused.length > 0)
        throw invalid(
          `Value provided in ExpressionAttributeNames or -Values unused in expressions: keys: {${unused.join(', ')}}`,
        );
    },
  };
};
