/** Tables for people: Markdown that also reads well in a terminal. */

/** One column: its heading and how a row is shown in it. Numbers stand right. */
export interface Column<Row> {
  readonly heading: string;
  readonly show: (row: Row) => string | number;
}

/** A Markdown table with aligned columns. */
export const table = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string => {
  const cells = rows.map((row) => columns.map(({ show }) => show(row)));
  const widths = columns.map(({ heading }, i) => Math.max(heading.length, 3, ...cells.map((line) => String(line[i]).length)));
  const right = columns.map((_, i) => cells.every((line) => typeof line[i] === 'number' || /^[-$\d]/.test(String(line[i]))));
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, i) => (right[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => `${'-'.repeat(width + 1)}${right[i] ? ':' : '-'}`).join('|')}|`;
  return [line(columns.map(({ heading }) => heading)), rule, ...cells.map((row) => line(row.map(String)))].join('\n');
};
