/** Instants as people and programs outside read them. */

/** ISO 8601 in UTC with milliseconds, of an instant in epoch ms. */
export const isoTime = (instant: number): string => new Date(instant).toISOString();
