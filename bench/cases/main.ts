/** `npm run cases`: what the real world was seen to do, each with its right value. Ends with 1 when a line does not hold. */
import { parseArgs } from 'node:util';
import { CASES } from './all.ts';
import { type CaseLine, holds, report, runCase } from './run-cases.ts';

const USAGE = `npm run cases -- [--only TEXT]

  --only  the cases whose line contains this text`;

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, help: { type: 'boolean', default: false } } });
  const chosen = CASES.filter(({ about, name }) => `${about}: ${name}`.toLowerCase().includes(values.only.toLowerCase()));
  if (values.help || chosen.length === 0) {
    process.stderr.write(`${values.help ? '' : `No case contains ${JSON.stringify(values.only)}.\n\n`}${USAGE}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const began = performance.now();
  const lines: CaseLine[] = [];
  for (const one of chosen) lines.push(await runCase(one));
  process.stdout.write(`${report(lines)}\n`);
  const wrong = lines.filter((line) => !holds(line)).length;
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  process.stdout.write(`\n${lines.length - wrong} of ${lines.length} cases hold, in ${seconds} s.\n`);
  process.exitCode = wrong === 0 ? 0 : 1;
};

// Errors are part of every run; where they were thrown is of no interest.
Error.stackTraceLimit = 0;

await main();
