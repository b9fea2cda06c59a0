/**
 * Reading answers by hand, field by field: a schema library would be half of what check-status may weigh. A field that has not the type
 * that is asked for counts as absent.
 */

/** An object of an answer. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value of a JSON text; undefined when it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The value as an object; undefined for anything else, lists included. */
export const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

/** A text, also an empty one; a whole number counts as its digits, since ids and codes have come as numbers. */
export const textAt = (fields: Fields | undefined, name: string): string | undefined => {
  const value = fields?.[name];
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : typeof value === 'string' ? value : undefined;
};

/** A text of at least one character. */
export const wordAt = (fields: Fields | undefined, name: string): string | undefined => textAt(fields, name) || undefined;

/** A whole number from 0, also one that is written as a text. */
export const countAt = (fields: Fields | undefined, name: string): number | undefined => {
  const value = fields?.[name];
  const number = typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
};

/** A list as it came, whatever its items are; undefined when it is none. */
export const listAt = (fields: Fields | undefined, name: string): readonly unknown[] | undefined => {
  const value = fields?.[name];
  return Array.isArray(value) ? value : undefined;
};
