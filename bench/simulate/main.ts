/** `npm run simulate`: the proof at scale. Prints the table; ends with 1 when any bound is broken, 2 when it was asked for nonsense. */
import { parseArgs } from 'node:util';
import type { LedgerKind } from './ledger/run-ledger.ts';
import { hasFailed, tableOf } from './report.ts';
import { runScenario, SCENARIO_NAMES, type ScenarioName } from './run-all.ts';
import { runSideBySide } from './side-by-side.ts';

const USAGE = `npm run simulate -- [--seed N] [--uploads N] [--scenario ${SCENARIO_NAMES.join('|')}]... [--ledger sqlite|dynamo] [--json]

  --seed      whole number that decides everything that happens (default 1)
  --uploads   size of the noisy and the budget scenario; the others scale with it (default 10000)
  --scenario  only these; may be given more than once
  --ledger    what the ledger is kept in (default sqlite); dynamo: a simulated DynamoDB, with collisions
  --json      lines as JSON instead of a table`;

interface InstructionFields {
  readonly seed: number;
  readonly uploads: number;
  readonly names: readonly ScenarioName[];
  readonly ledger: LedgerKind;
  readonly json: boolean;
}

const wholeNumber = (name: string, text: string, least: number): number => {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new RangeError(`--${name} is ${JSON.stringify(text)}, not a whole number of at least ${least}`);
};

const scenarioName = (text: string): ScenarioName => {
  const name = SCENARIO_NAMES.find((known) => known === text);
  if (name === undefined)
    throw new RangeError(`there is no scenario ${JSON.stringify(text)}; there are ${SCENARIO_NAMES.join(', ')}`);
  return name;
};

const ledgerKind = (text: string): LedgerKind => {
  if (text === 'sqlite' || text === 'dynamo') return text;
  throw new RangeError(`there is no ledger ${JSON.stringify(text)}; there are sqlite and dynamo`);
};

const readArguments = (): InstructionFields => {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      uploads: { type: 'string', default: '10000' },
      scenario: { type: 'string', multiple: true, default: [] },
      ledger: { type: 'string', default: 'sqlite' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    seed: wholeNumber('seed', values.seed, 0),
    uploads: wholeNumber('uploads', values.uploads, 1),
    names: values.scenario.length === 0 ? SCENARIO_NAMES : values.scenario.map(scenarioName),
    ledger: ledgerKind(values.ledger),
    json: values.json,
  };
};

const stopwatch = () => {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now() / 1000, cpu: (user + system) / 1e6, rssMb: process.memoryUsage.rss() / 1e6 };
};

const main = async ({ seed, uploads, names, ledger, json }: InstructionFields): Promise<void> => {
  const size = { seed, uploads, ledger };
  const [only, ...others] = names;
  const lines =
    only !== undefined && others.length === 0
      ? await runScenario(only, size, stopwatch)
      : await runSideBySide(names, size, (name) => process.stderr.write(`${name} done\n`));
  process.stdout.write(json ? `${JSON.stringify({ seed, uploads, ledger, lines }, undefined, 2)}\n` : `${tableOf(lines)}\n`);
  if (!hasFailed(lines)) return;
  const wanted = names.length === SCENARIO_NAMES.length ? '' : names.map((name) => ` --scenario ${name}`).join('');
  process.stderr.write(
    `\nBroken. The same happens again with: npm run simulate -- --seed ${seed} --uploads ${uploads}${ledger === 'sqlite' ? '' : ` --ledger ${ledger}`}${wanted}\n`,
  );
  process.exitCode = 1;
};

// Simulated faults are thrown by the hundred thousand; where they were thrown is of no interest.
Error.stackTraceLimit = 0;

try {
  await main(readArguments());
} catch (error) {
  const isMisuse = error instanceof RangeError || error instanceof TypeError;
  process.stderr.write(isMisuse ? `${error.message}\n\n${USAGE}\n` : `${String(error)}\n`);
  process.exitCode = 2;
}
