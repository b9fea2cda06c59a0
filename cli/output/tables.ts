/** Tables and times for people. */
import { cutEnd, padEnd, widthOf } from './text-width.ts';

/** Rows under headings, columns as wide as their widest cell; numbers to the right. */
export const table = (headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const widths = headings.map((heading, column) =>
    Math.max(widthOf(heading), ...rows.map((row) => widthOf(String(row[column] ?? '')))),
  );
  const line = (cells: readonly (string | number)[]): string =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return typeof cell === 'number' ? String(cell).padStart(width) : padEnd(cell, width);
      })
      .join('  ')
      .trimEnd();
  return [headings, ...rows].map((row) => `${line(row)}\n`).join('');
};

/** At most `width` columns on one line, with an ellipsis where something is missing. */
export const shorten = (text: string, width: number): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return widthOf(line) <= width ? line : `${cutEnd(line, width - 1)}…`;
};

/** US dollars. */
export const dollars = (amount: number): string => `$${amount.toFixed(2)}`;

/** How long ago an instant (ISO 8601) was. */
export const ago = (instant: string, now: number): string => {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return seconds < 36 * 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
};
