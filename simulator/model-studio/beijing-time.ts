/** The two time formats of the service's query and list endpoints, both in Beijing time. */

const OFFSET_MS = 8 * 60 * 60 * 1000;

/** An instant as the query endpoint writes it: `YYYY-MM-DD HH:mm:ss.SSS` in Beijing time (UTC+8), in every region. */
export const formatBeijing = (instant: number): string =>
  new Date(instant + OFFSET_MS).toISOString().replace('T', ' ').slice(0, 23);

/**
 * Reads a time of the list endpoint: `YYYYMMDDhhmmss` in Beijing time, or milliseconds since 1970, which the Java SDK sends.
 * Undefined when it is neither.
 */
export const parseListTime = (text: string): number | undefined => {
  if (/^\d{13}$/.test(text)) return Number(text);
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant) ? undefined : instant - OFFSET_MS;
};
