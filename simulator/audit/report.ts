/** What an audit prints, and the exit code that it comes to. */
import { type AuditedPicture, isPaidTwice } from './audit.ts';

/** The exit code when a picture was paid twice. */
export const PAID_TWICE = 3;

/** The exit code of an audit: {@link PAID_TWICE} when a picture was paid twice, whatever the client says of itself; else the client's own. */
export const auditExitCode = (rows: readonly AuditedPicture[], ofCommand: number): number =>
  rows.some(isPaidTwice) ? PAID_TWICE : ofCommand;

const MAX_TEXT = 40;

/** A text on one line, without what moves the cursor, cut. */
const short = (text: string): string => {
  const plain = text.replace(/[\p{C}\s|]+/gu, ' ').trim();
  return plain.length > MAX_TEXT ? `${plain.slice(0, MAX_TEXT - 1)}…` : plain;
};

const nameOf = ({ picture: { prompt, images } }: AuditedPicture): string =>
  `${short(prompt) || '(no prompt)'} (${images.length === 1 ? '1 image' : `${images.length} images`}: ${short(images.join(', '))})`;

/** The table, one line a picture, and one line that sums it up. */
export const auditReport = (rows: readonly AuditedPicture[]): string => {
  const cells = rows.map((row) => [
    nameOf(row),
    String(row.posts),
    String(row.accepted),
    String(row.billed),
    String(row.fetched),
    isPaidTwice(row) ? 'PAID TWICE' : '',
  ]);
  const all = [['picture', 'POSTs', 'accepted', 'billed', 'fetched', ''], ...cells];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length))) ?? [];
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column > 0 && column < 5 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const twice = rows.filter(isPaidTwice).length;
  const sum =
    rows.length === 0 ? 'Nothing was sent to the simulator.' : `${rows.length} asked for, ${twice} paid more than once.`;
  return `${rows.length === 0 ? '' : `${all.map(line).join('\n')}\n`}${sum}\n`;
};
