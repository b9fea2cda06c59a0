/** `batch`: edit what is already stored. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { prefixProblem } from '#core/batch/objects.ts';
import { type BatchOutcome, type BatchSums, batchSums, isFailure, mostItCosts } from '#core/batch/report.ts';
import type { InstructionFields } from '#core/request/request.ts';
import { askedOf, EDIT_FLAGS, EDIT_FLAGS_HELP } from '../args/edit-flags.ts';
import { readWords } from '../args/parse-args.ts';
import { listObjects } from '../batch/list-objects.ts';
import { type BatchPlan, planBatch } from '../batch/plan.ts';
import { type BatchEnd, runBatch } from '../batch/run.ts';
import { type Command, type CommandIo, EXIT, type ExitCode, UsageError } from '../command.ts';
import { type Connection, connected } from '../connect.ts';
import { createProgressBoard } from '../output/progress-board.ts';
import { dollars, table } from '../output/tables.ts';

const HELP = `Edit every picture that is already stored below a prefix. Without --yes it only says what it would do and cost.

  darkroom batch inputs/holiday/ --preset lighting
  darkroom batch inputs/holiday/ --preset lighting --yes
  darkroom batch inputs/scans/ --prompt "Remove the dust" --yes --concurrency 4 --report scans.json
  darkroom batch uploads/shop/ --preset remove-text --aws Darkroom --yes

  PREFIX                begins with inputs/ or uploads/; pictures under inputs/ start no edit by themselves
${EDIT_FLAGS_HELP}
  --yes                 do it; without it nothing is ordered
  --dry-run             do nothing, even with --yes
  --concurrency N       edits under way at once, 1 to 50 (default 7)
  --tolerate PERCENT    end when more than so many percent of the pictures have failed (default 10)
  --retry-failed        order those again that failed, were refused or canceled before
  --report FILE         write the report there as JSON
  --aws STACK           a deployed Darkroom, by the name of its stack
  --json                the plan or the report as one JSON object

Run it again at any time: what is done is found again and not paid again. Exit status: 0 all done, 1 not all, 2 refused.
`;

const HINT = 'Help: darkroom batch --help';

interface BatchOptions {
  readonly prefix: string;
  readonly wish: InstructionFields;
  readonly go: boolean;
  readonly concurrency: number;
  readonly toleratedPercent: number;
  readonly retryFailed: boolean;
  readonly report: string | undefined;
  readonly aws: string | undefined;
  readonly json: boolean;
}

/** The command. */
export const batchCommand: Command = {
  name: 'batch',
  summary: 'edit every picture that is already stored below a prefix',
  help: HELP,
  run: async (args, io) => {
    const options = readOptions(args);
    return connected(io, options.aws, async (connection) => {
      const { client, place } = connection;
      const objects = await listObjects(options.prefix, place);
      const plan = await planBatch(client, objects, { ...options, signal: io.signal });
      if (!options.go) return reportPlan(plan, options, io);
      return carryOut(plan, options, connection, io);
    });
  },
};

const readOptions = (args: readonly string[]): BatchOptions => {
  const { said, names } = readWords(args, {
    command: 'darkroom batch',
    flags: {
      ...EDIT_FLAGS,
      yes: 'switch',
      'dry-run': 'switch',
      concurrency: 'number',
      tolerate: 'number',
      'retry-failed': 'switch',
      report: 'text',
    },
    names: { min: 1, max: 1, what: 'one prefix, such as inputs/holiday/' },
  });
  const { concurrency = 7, tolerate = 10, json = false } = said;
  const [prefix = ''] = names;
  const problem = prefixProblem(prefix);
  if (problem !== undefined) throw new UsageError(`PREFIX ${problem}`, HINT);
  if (concurrency < 1 || concurrency > 50) throw new UsageError(`--concurrency takes 1 to 50, not ${concurrency}`, HINT);
  if (tolerate > 100) throw new UsageError(`--tolerate takes 0 to 100 percent, not ${tolerate}`, HINT);
  if (said.prompt === undefined && said.preset === undefined) {
    throw new UsageError('it is not said what to do with the pictures', 'Add --prompt "..." or --preset NAME.');
  }
  return {
    prefix,
    wish: askedOf(said, HINT),
    go: said.yes === true && said['dry-run'] !== true,
    concurrency,
    toleratedPercent: tolerate,
    retryFailed: said['retry-failed'] === true,
    report: said.report,
    aws: said.aws,
    json,
  };
};

const reportPlan = ({ pictures, skipped }: BatchPlan, { prefix, wish, json }: BatchOptions, io: CommandIo): ExitCode => {
  const known = pictures.filter(({ edit }) => edit !== undefined).length;
  const toDo = pictures.length - known;
  const each = wish.n ?? 1;
  const costUsd = mostItCosts(toDo, each);
  if (json) {
    io.out(
      `${JSON.stringify({ prefix, pictures: pictures.length, knownBefore: known, toOrder: toDo, mostUsd: costUsd, skipped })}\n`,
    );
    return EXIT.done;
  }
  const unsaid = wish.n === undefined && wish.preset !== undefined ? ', unless the preset makes more' : '';
  io.out(
    [
      `${pictures.length} pictures below ${prefix}${skipped.length === 0 ? '' : `; ${skipped.length} other files are left alone`}`,
      ...(known === 0 ? [] : [`${known} were ordered by an earlier run and are not paid again`]),
      `${toDo} to order, ${each} result each${unsaid}: at most ${dollars(costUsd)} at list price`,
      toDo === 0 ? 'There is nothing to do.' : 'Nothing was ordered. To go on, add --yes.',
      '',
    ].join('\n'),
  );
  return EXIT.done;
};

const carryOut = async (plan: BatchPlan, options: BatchOptions, { client }: Connection, io: CommandIo): Promise<ExitCode> => {
  const board = createProgressBoard(io, plan.pictures.filter(({ edit }) => edit?.ended !== true).length);
  try {
    const { outcomes, end } = await runBatch(client, plan.pictures, {
      ...options,
      signal: io.signal,
      onView: board.show,
      onOutcome: (outcome) => board.end(outcome.key, isFailure(outcome) ? 'failed' : 'done'),
    });
    board.close();
    const sums = batchSums(outcomes);
    const report = { prefix: options.prefix, wish: options.wish, end, ...sums, skipped: plan.skipped, outcomes };
    if (options.report !== undefined) await writeFile(resolve(io.cwd, options.report), `${JSON.stringify(report, null, 2)}\n`);
    io.out(options.json ? `${JSON.stringify(report)}\n` : reportText(outcomes, sums, end, options));
    if (end === 'interrupted') return EXIT.interrupted;
    return sums.failed === 0 && sums.left === 0 ? EXIT.done : EXIT.failed;
  } finally {
    board.close();
  }
};

const ENDS: Readonly<Record<BatchEnd, string>> = {
  complete: '',
  'too-many-failures':
    'Ended early: too many have failed. See what is wrong, then run it again with --retry-failed, or with a larger --tolerate.',
  'budget-used-up':
    "Ended early: today's budget is used up. Run the same command again tomorrow (UTC), or raise the budget; what is done is not paid again.",
  interrupted: 'Stopped. Run the same command again to go on; what is done is not paid again.',
};

const reportText = (outcomes: readonly BatchOutcome[], sums: BatchSums, end: BatchEnd, { report }: BatchOptions): string => {
  const failures = outcomes.filter(isFailure);
  const rows = failures.map(({ key, status, problem }) => [key, status, problem?.message ?? '']);
  const { pictures, done, doneBefore, failed, left, imagesNow, paidNowUsd } = sums;
  return [
    ...(rows.length === 0 ? [] : [table(['picture', 'status', 'why'], rows)]),
    `${done} of ${pictures} done${doneBefore === 0 ? '' : ` (${doneBefore} by an earlier run)`}, ${failed} failed, ${left} left; ${imagesNow} results for ${dollars(paidNowUsd)} now\n`,
    ...(end === 'complete' ? [] : [`${ENDS[end]}\n`]),
    ...(report === undefined ? [] : [`report: ${report}\n`]),
  ].join('');
};
