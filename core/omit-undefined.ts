/** Absent fields: under `exactOptionalPropertyTypes` a field that may be absent must not be there with the value undefined. */

/** The same fields; those that may be undefined may be absent instead. */
export type OmitUndefined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without its fields that are undefined; the others keep their order. Spread it: `{ id, ...omitUndefined({ preset }) }`. */
export const omitUndefined = <T extends object>(fields: T): OmitUndefined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as OmitUndefined<T>;
