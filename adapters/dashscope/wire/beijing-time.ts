/** Model Studio writes times in Beijing time (UTC+8, no daylight saving) in every region, without a zone. */
const OFFSET_MS = 8 * 60 * 60 * 1000;

/** From the year 2000 on: an earlier one stands for no time at all. */
const PATTERN = /^(2\d{3})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/;

/** Instant (epoch ms) of `YYYY-MM-DD HH:mm:ss[.SSS]`; undefined when the text is no such time. */
export const parseBeijingTime = (text: string): number | undefined => {
  const match = PATTERN.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const utc = new Date(0);
  utc.setUTCFullYear(year, month - 1, day);
  utc.setUTCHours(hour, minute, second, ms);
  const real =
    utc.getUTCFullYear() === year && utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day && utc.getUTCHours() === hour;
  return real && minute < 60 && second < 60 ? utc.getTime() - OFFSET_MS : undefined;
};

/** `YYYYMMDDhhmmss` of an instant (epoch ms), rounded down to the second: how the task list takes its window. */
export const formatListTime = (instant: number): string =>
  new Date(instant + OFFSET_MS).toISOString().slice(0, 19).replace(/[-:T]/g, '');
