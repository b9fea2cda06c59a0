/** What the figures say, as Markdown. */
import type { ColdStart } from './cold-start/measure.ts';
import type { measureEmbedded } from './embedded/measure.ts';
import type { FirstResult } from './first-result/measure.ts';
import type { PersistRow } from './persist/measure.ts';
import { FORMULAS } from './prices.ts';
import type { ScheduleRow, ScheduleTable } from './schedules/compare.ts';
import { QUERY_MS } from './schedules/polling.ts';
import { type Column, table } from './table.ts';

const usd = (amount: number): string => `$${amount.toFixed(6)}`;
const verdict = (claim: string, holds: boolean, figures: string): string => `- ${holds ? 'yes' : 'NO'}: ${claim} (${figures})`;

const SCHEDULE_COLUMNS: readonly Column<ScheduleRow>[] = [
  { heading: 'schedule', show: ({ schedule }) => schedule },
  { heading: 'queries', show: ({ queries }) => queries.toFixed(1) },
  { heading: 'mean lag s', show: ({ meanLag }) => meanLag.toFixed(2) },
  { heading: 'p95 lag s', show: ({ p95Lag }) => p95Lag.toFixed(2) },
  { heading: 'transitions', show: ({ transitions }) => transitions.toFixed(2) },
  { heading: 'cost/edit', show: ({ cost }) => usd(cost) },
];

const isOurs = ({ parts }: ScheduleRow): boolean => parts !== undefined;

/** Whether nothing of others with a delay as small as ours is as cheap. */
const unbeaten = (ours: ScheduleRow, rows: readonly ScheduleRow[]): boolean =>
  rows.every((row) => isOurs(row) || row.meanLag > ours.meanLag || row.cost > ours.cost);

const scheduleVerdicts = (tables: readonly ScheduleTable[]): readonly string[] => {
  const ours = tables.flatMap(({ rows }) => rows.slice(0, 1));
  const worstLag = Math.max(...ours.map(({ meanLag }) => meanLag));
  const worstCost = Math.max(...ours.map(({ cost }) => cost));
  const cheaper = tables.flatMap(({ rows: [first, ...rest] }) =>
    rest.filter((row) => !isOurs(row) && first !== undefined && row.cost < first.cost),
  );
  const best =
    cheaper.length === 0
      ? 'none'
      : `the quickest of them notices after ${Math.min(...cheaper.map((row) => row.meanLag)).toFixed(1)} s`;
  return [
    verdict('mean lag at most 1.0 s on every distribution', worstLag <= 1, `${worstLag.toFixed(2)} s`),
    verdict('at most $0.00025 an edit on every distribution', worstCost <= 0.00025, usd(worstCost)),
    verdict(
      'no listed schedule is as quick and as cheap',
      tables.every(({ rows: [first, ...rest] }) => first !== undefined && unbeaten(first, rest)),
      `cheaper at any lag: ${[...new Set(cheaper.map(({ schedule }) => schedule))].join(', ') || 'none'}; ${best}`,
    ),
  ];
};

/** The part on schedules. */
export const reportSchedules = (tables: readonly ScheduleTable[]): string =>
  [
    '## Schedules',
    '',
    'Darkroom is the real workflow file with the real handlers in virtual time, its transitions counted from the event log. The others',
    `follow their published instants. A query takes ${QUERY_MS} ms for everybody; it was the only thing that took time for the others.`,
    '',
    'Of the 20 queries a second that an account may make, five running tasks take 9; a larger capacity looks less often, never above 16.',
    'Dearer than its own average is the first edit of a model (nothing is learned yet), late is a profile that is far too slow until some',
    'tens of tasks have corrected it.',
    '',
    '```text',
    ...FORMULAS,
    '```',
    ...tables.flatMap(({ distribution, rows }) => [
      '',
      `Tasks with a median of ${distribution.median} s and a 95th percentile of ${distribution.p95} s:`,
      '',
      table(SCHEDULE_COLUMNS, rows),
      ...rows
        .slice(0, 1)
        .flatMap(({ parts }) =>
          parts === undefined
            ? []
            : [
                '',
                `Of Darkroom's cost ${usd(parts.transitions)} are transitions, ${usd(parts.watching)} the watching function, ${usd(parts.others)} the ` +
                  `other functions, ledger and events. Storing the result costs ${usd(parts.storage)} more.`,
              ],
        ),
    ]),
    '',
    ...scheduleVerdicts(tables),
  ].join('\n');

const WAYS: Readonly<Record<PersistRow['way'], string>> = {
  bucket: 'Darkroom, S3 PUT',
  folder: 'Darkroom, folder',
  fetch: 'fetch to fetch',
  buffered: 'whole picture in memory',
};

/** The part on memory. */
export const reportPersist = (rows: readonly PersistRow[], sizes: readonly number[]): string =>
  [
    '## Storing a result',
    '',
    'Peak resident memory of the whole process in MiB, by the size of the picture. Darkroom is the real handler with the real downloads',
    'and stores; it verifies and hashes every byte on the way. The other two only copy.',
    '',
    table<PersistRow>(
      [
        { heading: 'way', show: ({ way }) => WAYS[way] },
        ...sizes.map((mib, i) => ({ heading: `${mib} MiB`, show: ({ peakMib }: PersistRow) => (peakMib[i] ?? 0).toFixed(0) })),
        { heading: '500 - 10', show: ({ growthMib }) => growthMib.toFixed(0) },
        { heading: 's at 500', show: ({ secondsAt500 }) => secondsAt500.toFixed(1) },
      ],
      rows,
    ),
    '',
    ...rows
      .filter(({ way }) => way === 'bucket' || way === 'folder')
      .map(({ way, growthMib }) =>
        verdict(`${WAYS[way]}: at most 48 MiB more at 500 MiB than at 10`, growthMib <= 48, `${growthMib.toFixed(0)} MiB`),
      ),
  ].join('\n');

/** The part on loading. */
export const reportColdStart = ({ emptyMs, rows }: ColdStart): string => {
  const check = rows.find(({ name }) => name === 'check-status');
  const largest = Math.max(...rows.map(({ bytes }) => bytes));
  const slowest = Math.max(...rows.map(({ ratio }) => ratio));
  return [
    '## Cold start',
    '',
    'Time to import each bundle in a new process, beside an empty middy handler that imports the same clients of the AWS SDK. The SDK',
    `comes from the Lambda runtime and is in no bundle. An empty middy handler without any client takes ${emptyMs.toFixed(1)} ms.`,
    '',
    table(
      [
        { heading: 'function', show: ({ name }) => name },
        { heading: 'bundle KB', show: ({ bytes }) => (bytes / 1000).toFixed(1) },
        { heading: 'import ms', show: ({ importMs }) => importMs.toFixed(0) },
        { heading: 'empty + clients ms', show: ({ emptyWithClientsMs }) => emptyWithClientsMs.toFixed(0) },
        { heading: 'ratio', show: ({ ratio }) => ratio.toFixed(2) },
      ],
      rows,
    ),
    '',
    verdict('check-status has at most 60 KB', (check?.bytes ?? Number.NaN) <= 60_000, `${check?.bytes} bytes`),
    verdict('no bundle is above 400 KB', largest <= 400_000, `${largest} bytes`),
    verdict('every function loads within twice its empty counterpart', slowest <= 2, slowest.toFixed(2)),
  ].join('\n');
};

/** The part on one machine. */
export const reportEmbedded = ({ folder, runs }: Awaited<ReturnType<typeof measureEmbedded>>): string => {
  const [, thousand, ten] = runs;
  const share = (ten?.editsPerSecond ?? 0) / (thousand?.editsPerSecond ?? 1);
  return [
    '## Embedded runtime',
    '',
    'So many edits are started at once; SQLite, the folder store, the interpreter and the handlers are real, the model answers in process',
    `and its time is 40 times as fast as the wall. The home is in ${folder}.`,
    '',
    table(
      [
        { heading: 'in flight', show: ({ edits }) => edits },
        { heading: 'seconds', show: ({ seconds }) => seconds.toFixed(1) },
        { heading: 'edits/s', show: ({ editsPerSecond }) => editsPerSecond.toFixed(1) },
        { heading: 'CPU ms per edit', show: ({ cpuMsPerEdit }) => cpuMsPerEdit.toFixed(1) },
        { heading: 'peak MiB', show: ({ peakMib }) => peakMib.toFixed(0) },
        { heading: 'KiB per edit', show: ({ kibPerEdit }) => kibPerEdit.toFixed(0) },
      ],
      runs,
    ),
    '',
    verdict(
      '10,000 in flight complete, at 80 % of the throughput of 1,000 or more',
      share >= 0.8,
      `${(share * 100).toFixed(0)} %`,
    ),
  ].join('\n');
};

/** The part on beginning. */
export const reportFirstResult = ({ readySeconds, resultSeconds }: FirstResult): string =>
  [
    '## From `npm start` to the first result',
    '',
    `The address is printed after ${readySeconds.toFixed(1)} s, the first edited sample is complete after ${resultSeconds.toFixed(1)} s; the simulated`,
    'model takes about 6 s of that.',
  ].join('\n');
