/** The table that a run prints: what must hold, what was measured, whether it holds. */

/** One line of the table. */
export interface Line {
  readonly scenario: string;
  readonly must: string;
  readonly measured: string;
  /** Undefined: said for information only. */
  readonly holds: boolean | undefined;
  /** What broke it; the first few are printed. */
  readonly examples?: readonly string[];
}

/** A number that must not be passed. */
export const atMost = (scenario: string, what: string, value: number, bound: number, digits = 0): Line => ({
  scenario,
  must: `${what}: at most ${bound}`,
  measured: value.toFixed(digits),
  holds: value <= bound,
});

/** A number that must be reached. */
export const atLeast = (scenario: string, what: string, value: number, bound: number, digits = 0): Line => ({
  scenario,
  must: `${what}: at least ${bound}`,
  measured: value.toFixed(digits),
  holds: value >= bound,
});

/** A number that must be met. */
export const exactly = (scenario: string, what: string, value: number, wanted: number): Line => ({
  scenario,
  must: `${what}: exactly ${wanted}`,
  measured: String(value),
  holds: value === wanted,
});

/** A list that must be empty. */
export const none = (scenario: string, what: string, found: readonly string[]): Line => ({
  scenario,
  must: `${what}: 0`,
  measured: String(found.length),
  holds: found.length === 0,
  examples: found,
});

/** Something worth knowing that no bound applies to. */
export const note = (scenario: string, what: string, measured: string): Line => ({
  scenario,
  must: what,
  measured,
  holds: undefined,
});

const MAX_EXAMPLES = 5;

const verdictOf = ({ holds }: Line): string => (holds === undefined ? '' : holds ? 'pass' : 'FAIL');

/** The lines as a Markdown table, with examples of what broke a rule below it. */
export const tableOf = (lines: readonly Line[]): string => {
  const rows = lines.map((line) => [line.scenario, line.must, line.measured, verdictOf(line)]);
  const all = [['scenario', 'what must hold', 'measured', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(4, ...all.map((row) => (row[column] ?? '').length)));
  const text = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  const examples = lines
    .filter(({ holds }) => holds === false)
    .flatMap(({ must, examples: found = [] }) =>
      found.length === 0 ? [] : ['', `${must}, but:`, ...found.slice(0, MAX_EXAMPLES).map((example) => `  ${example}`)],
    );
  return [text(['scenario', 'what must hold', 'measured', '']), rule, ...rows.map(text), ...examples].join('\n');
};

/** Whether any bound was broken. */
export const hasFailed = (lines: readonly Line[]): boolean => lines.some(({ holds }) => holds === false);
