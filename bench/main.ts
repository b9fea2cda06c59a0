/** `npm run bench`: every figure of docs/performance.md, measured now. */
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureColdStart } from './cold-start/measure.ts';
import { measureEmbedded } from './embedded/measure.ts';
import { measureFirstResult } from './first-result/measure.ts';
import { measurePersist, SIZES_MIB } from './persist/measure.ts';
import { reportColdStart, reportEmbedded, reportFirstResult, reportPersist, reportSchedules } from './report.ts';
import { compareSchedules } from './schedules/compare.ts';

const HELP = `Measures Darkroom; takes some minutes.

  npm run bench                       everything
  npm run bench -- --only schedules   one part: schedules, persist, cold-start, embedded, first-result
  npm run bench -- --json             as JSON, for machines
`;

/** A part: its figures, and the same in words. */
const part =
  <T>(measure: () => Promise<T>, report: (figures: T) => string) =>
  async (): Promise<{ readonly figures: unknown; readonly text: string }> => {
    const figures = await measure();
    return { figures, text: report(figures) };
  };

const PARTS = {
  schedules: part(compareSchedules, reportSchedules),
  persist: part(measurePersist, (rows) => reportPersist(rows, SIZES_MIB)),
  'cold-start': part(measureColdStart, reportColdStart),
  embedded: part(measureEmbedded, reportEmbedded),
  'first-result': part(measureFirstResult, reportFirstResult),
} as const;

const isPart = (name: string): name is keyof typeof PARTS => Object.hasOwn(PARTS, name);

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, only: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  const { only, json } = values;
  if (values.help || (only !== undefined && !isPart(only))) {
    process.stderr.write(values.help ? HELP : `There is no part "${only}".\n\n${HELP}`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const machine = {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    node: process.version,
    system: `${process.platform} ${process.arch}`,
    loadAtStart: Number((loadavg()[0] ?? 0).toFixed(1)),
    command: `npm run bench${only === undefined ? '' : ` -- --only ${only}`}`,
  };
  if (!json) {
    const { date, cpu, cores, node, system, loadAtStart, command } = machine;
    process.stdout.write(
      `# Performance\n\nMeasured ${date} with \`${command}\` on ${cores} cores of ${cpu} (${system}, Node ${node}); load at the start ${loadAtStart}.\n`,
    );
  }
  const figures: Record<string, unknown> = {};
  const names = Object.keys(PARTS).filter(isPart);
  for (const name of names.filter((each) => only === undefined || each === only)) {
    const measured = await PARTS[name]();
    figures[name] = measured.figures;
    if (!json) process.stdout.write(`\n${measured.text}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify({ machine, ...figures }, undefined, 2)}\n`);
};

await main();
