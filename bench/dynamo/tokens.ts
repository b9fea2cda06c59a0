/** Words and signs of an expression. */
import { invalid } from './refusals.ts';

const TOKEN = /\s*(?:([#:]?[A-Za-z_0-9]+)|(<>|<=|>=|[=<>(),+\-.[\]]))/y;

/** Longest expression, in bytes (developer guide, "Quotas", expression parameters). */
const MAX_EXPRESSION_BYTES = 4096;

/** A reader over the tokens of an expression. */
export interface Tokens {
  /** The next token, which stays; undefined at the end. */
  peek(): string | undefined;
  /** Takes the next token. @throws ValidationException at the end */
  take(): string;
  /** Takes the next token if it is this one; words in any case. */
  skip(token: string): boolean;
  /** Takes the next token, which has to be this one. @throws ValidationException when it is another */
  expect(token: string): void;
}

/** Reads an expression. @throws ValidationException for a sign that none has */
export const tokensOf = (expression: string): Tokens => {
  if (expression.trim() === '') throw invalid('Invalid expression: The expression can not be empty;');
  if (Buffer.byteLength(expression) > MAX_EXPRESSION_BYTES)
    throw invalid('Expression size has exceeded the maximum allowed size');
  const tokens = split(expression);
  let at = 0;
  const wrong = (): Error =>
    invalid(`Invalid expression: Syntax error; token: ${JSON.stringify(tokens[at] ?? '<EOF>')}, in ${expression}`);
  const skip = (token: string): boolean => {
    if (tokens[at]?.toUpperCase() !== token.toUpperCase()) return false;
    at += 1;
    return true;
  };
  return {
    peek: () => tokens[at],
    take: () => {
      const token = tokens[at];
      if (token === undefined) throw wrong();
      at += 1;
      return token;
    },
    skip,
    expect: (token) => {
      if (!skip(token)) throw wrong();
    },
  };
};

const split = (expression: string): readonly string[] => {
  const tokens: string[] = [];
  const text = expression.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    const token = match?.[1] ?? match?.[2];
    if (token === undefined)
      throw invalid(`Invalid expression: Syntax error; near ${JSON.stringify(text.slice(from, from + 20))}`);
    tokens.push(token);
  }
  return tokens;
};
