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

/** A text, also an empty one. */
export const textAt = (fields: Fields | undefined, name: string): string | undefined => {
  const value = fields?.[name];
  return typeof value === 'string' ? value : undefined;
};

/** A text of at least one character. */
export const wordAt = (fields: Fields | undefined, name: string): string | undefined => textAt(fields, name) || undefined;

/** A whole number from 0. */
export const countAt = (fields: Fields | undefined, name: string): number | undefined => {
  const value = fields?.[name];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
};

/** A list of objects; undefined when it is no list, or a single item is no object. */
export const listAt = (fields: Fields | undefined, name: string): readonly Fields[] | undefined => {
  const value = fields?.[name];
  if (!Array.isArray(value)) return undefined;
  const items = value.map(fieldsOf);
  return items.every((item) => item !== undefined) ? items : undefined;
};
