/**
 * JSON that a person wrote: read with the place of every value, so that a refusal can name line and column.
 * Ours, not jsonc-parser or momoa: it also refuses duplicate names, great depth and megabytes of text before they cost anything.
 */

/** A place in a text, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A document, or why it is none. */
export type JsonDocument =
  | { readonly value: unknown; readonly placeOf: (path: readonly PropertyKey[]) => Place }
  | { readonly problem: string; readonly place: Place };

const MAX_DEPTH = 32;
const MAX_VALUES = 10_000;

class Unreadable extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Reads JSON (RFC 8259). Refused besides bad syntax: the same name twice in an object, more than 32 levels, more than 10,000 values. */
export const readJson = (source: string): JsonDocument => {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source;
  const offsets = new Map<string, number>();
  try {
    const value = createReader(text, offsets).document();
    return { value, placeOf: (path) => placeAt(text, nearestOffset(offsets, path)) };
  } catch (error) {
    // Stryker disable next-line ConditionalExpression: equivalent - the reader throws nothing else; a mistake in it would be thrown on
    if (error instanceof Unreadable) return { problem: error.message, place: placeAt(text, error.offset) };
    throw error;
  }
};

/** A place as people read it. */
export const describePlace = ({ line, column }: Place): string => `line ${line}, column ${column}`;

const pathKey = (path: readonly PropertyKey[]): string => JSON.stringify(path.map(String));

/** The place of the value at a path; where there is none, of the nearest value around it. */
const nearestOffset = (offsets: ReadonlyMap<string, number>, path: readonly PropertyKey[]): number => {
  for (let length = path.length; length >= 0; length -= 1) {
    const offset = offsets.get(pathKey(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return 0;
};

const placeAt = (text: string, offset: number): Place => {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
};

/** Just behind the closing quote. A search, not a pattern: a string may be a picture of many megabytes. */
const endOfString = (text: string, start: number): number => {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
};

const createReader = (text: string, offsets: Map<string, number>) => {
  let at = 0;
  const fail = (expected: string, offset = at): never => {
    const found =
      offset < text.length ? JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 0)) : 'the end of the file';
    throw new Unreadable(`expected ${expected}, found ${found}`, offset);
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const skip = (): void => void match(/[ \t\r\n]*/y);
  const next = (character: string): boolean => {
    skip();
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };

  const string = (): string => {
    const start = at;
    const end = endOfString(text, start);
    try {
      const parsed = JSON.parse(text.slice(start, end)) as string;
      at = end;
      return parsed;
    } catch {
      throw new Unreadable('a string does not end on its line, or has a wrong escape', start);
    }
  };
  const object = (path: readonly string[]): unknown => {
    const entries = new Map<string, unknown>();
    if (next('}')) return {};
    do {
      skip();
      const nameAt = at;
      if (text[at] !== '"') fail('a name in double quotes');
      const name = string();
      if (entries.has(name)) throw new Unreadable(`the name ${JSON.stringify(name)} is there twice`, nameAt);
      const inner = [...path, name];
      if (!next(':')) fail('":"');
      entries.set(name, value(inner));
      offsets.set(pathKey(inner), nameAt);
    } while (next(','));
    if (!next('}')) fail('"," or "}"');
    return Object.fromEntries(entries);
  };
  const array = (path: readonly string[]): unknown => {
    const items: unknown[] = [];
    if (next(']')) return items;
    do items.push(value([...path, String(items.length)]));
    while (next(','));
    if (!next(']')) fail('"," or "]"');
    return items;
  };
  const value = (path: readonly string[]): unknown => {
    skip();
    if (offsets.size >= MAX_VALUES) fail(`at most ${MAX_VALUES} values`);
    offsets.set(pathKey(path), at);
    if (path.length > MAX_DEPTH) fail(`at most ${MAX_DEPTH} levels`);
    if (text[at] === '"') return string();
    if (next('{')) return object(path);
    if (next('[')) return array(path);
    const literal = match(/(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y);
    return literal === undefined ? fail('a value') : (JSON.parse(literal) as unknown);
  };
  return {
    document: (): unknown => {
      const whole = value([]);
      skip();
      return at < text.length ? fail('the end of the file') : whole;
    },
  };
};
