/** Runs cases and turns them into lines of the table. */
import { type Column, table } from '../table.ts';
import { type Case, endOf, type Seen, type Variant } from './case.ts';

/** One form of a case, run. */
export interface Ran {
  readonly variant: Variant;
  readonly seen: Seen | undefined;
  readonly wrong: readonly string[];
}

/** One line of the table. */
export interface CaseLine {
  readonly of: Case;
  readonly ran: readonly Ran[];
}

const runVariant = async (variant: Variant): Promise<Ran> => {
  try {
    const seen = await variant.run();
    return { variant, seen, wrong: variant.wrong(seen) };
  } catch (error) {
    return { variant, seen: undefined, wrong: [`the run broke: ${String(error)}`] };
  }
};

/** Runs every form of a case. */
export const runCase = async (of: Case): Promise<CaseLine> => {
  const ran: Ran[] = [];
  for (const variant of of.variants) ran.push(await runVariant(variant));
  return { of, ran };
};

/** Whether every form of a case has its right value. */
export const holds = ({ ran }: CaseLine): boolean => ran.every(({ wrong }) => wrong.length === 0);

/** The form that a line shows: the first that is wrong, else the first. */
const shown = ({ ran }: CaseLine): Ran | undefined => ran.find(({ wrong }) => wrong.length > 0) ?? ran[0];

const MINUTE_MS = 60_000;

const lasted = (ms: number | undefined): string => {
  if (ms === undefined) return 'open';
  if (ms < 10 * MINUTE_MS) return `${Math.round(ms / 1000)} s`;
  return ms < 120 * MINUTE_MS ? `${Math.round(ms / MINUTE_MS)} min` : `${(ms / 60 / MINUTE_MS).toFixed(1)} h`;
};

const COLUMNS: readonly Column<CaseLine>[] = [
  { heading: 'about', show: ({ of }) => of.about },
  { heading: 'case', show: ({ of }) => of.name },
  { heading: 'form', show: (line) => shown(line)?.variant.name ?? '' },
  { heading: 'POSTs', show: (line) => shown(line)?.seen?.posts ?? '?' },
  { heading: 'accepted', show: (line) => shown(line)?.seen?.accepted ?? '?' },
  { heading: 'ended', show: (line) => endText(shown(line)?.seen) },
  { heading: 'after', show: (line) => lasted(shown(line)?.seen?.tookMs) },
  { heading: 'right', show: (line) => shown(line)?.variant.right ?? '' },
  {
    heading: 'holds',
    show: (line) =>
      `${holds(line) ? 'yes' : 'NO'} (${line.ran.filter(({ wrong }) => wrong.length === 0).length} of ${line.ran.length})`,
  },
];

const endText = (seen: Seen | undefined): string => (seen === undefined ? '?' : endOf(seen));

/** The table, and below it what is wrong with each form that does not hold. */
export const report = (lines: readonly CaseLine[]): string => {
  const broken = lines.flatMap(({ of, ran }) =>
    ran.filter(({ wrong }) => wrong.length > 0).map(({ variant, wrong }) => `- ${of.name}: ${variant.name}: ${wrong.join('; ')}`),
  );
  return [table(COLUMNS, lines), ...(broken.length === 0 ? [] : ['', ...broken])].join('\n');
};
