/** `batch`: edit what is already stored. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { EditView } from '#client/types.ts';
import { prefixProblem } from '#core/batch/objects.ts';
import { type BatchOutcome, type BatchSums, batchSums, isFailure, mostItCosts } from '#core/batch/report.ts';
import type { InstructionFields } from '#core/request/request.ts';
import { EDIT_FLAGS, instructionFields, requireInstruction } from '../args/edit-flags.ts';
import { awsFlag, jsonFlag, type Options, text, toggle, wholeNumber } from '../args/flags.ts';
import { listObjects } from '../batch/list-objects.ts';
import { type BatchPlan, planBatch } from '../batch/plan.ts';
import { type BatchEnd, runBatch } from '../batch/run.ts';
import { type CommandIo, EXIT, type ExitCode, UsageError } from '../command.ts';
import { type Connection, connected } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { jsonLine, printResult } from '../output/print.ts';
import { createProgressBoard } from '../output/progress-board.ts';
import { dollars, table } from '../output/tables.ts';
import type { Wait } from '../wait/describe-wait.ts';
import { PROCESS_TIME } from '../wait/wait-for-edit.ts';
import { createWaitReporter } from '../wait/wait-reporter.ts';

const FLAGS = {
  ...EDIT_FLAGS,
  yes: toggle('do it; without it nothing is started', { default: false }),
  'dry-run': toggle('do nothing, even with --yes', { default: false }),
  concurrency: wholeNumber('N', 'edits under way at once', { min: 1, max: 50, default: 7 }),
  tolerate: wholeNumber('PERCENT', 'end when a larger part of the images has failed', { min: 0, max: 100, default: 10 }),
  'retry-failed': toggle('edit those again that failed, were rejected or canceled before', { default: false }),
  report: text('FILE', 'write the report there as JSON'),
  ...awsFlag('a deployed Darkroom, by the name of its stack', 'STACK'),
  ...jsonFlag('the plan or the report as one JSON object'),
};

/** The command. */
export const batchCommand = defineCommand({
  name: 'batch',
  summary: 'edit every image that is already stored below a prefix',
  about: 'Edit every image that is already stored below a prefix. Without --yes it only says what it would do and cost.',
  examples: [
    'batch inputs/holiday/ --preset lighting',
    'batch inputs/holiday/ --preset lighting --yes',
    'batch inputs/scans/ --prompt "Remove the dust" --yes --concurrency 4 --report scans.json',
    'batch uploads/shop/ --preset remove-text --aws Darkroom --yes',
  ],
  names: {
    min: 1,
    max: 1,
    what: 'one prefix, such as inputs/holiday/',
    label: 'PREFIX',
    help: 'begins with inputs/ or uploads/; images under inputs/ start no edit by themselves',
  },
  flags: FLAGS,
  notes: [
    'Run it again at any time: what is done is found again and not paid again. Exit status: 0 all done, 1 not all, 2 rejected.',
  ],
  run: async ({ options, names: [prefix = ''] }, io) => {
    const problem = prefixProblem(prefix);
    if (problem !== undefined) throw new UsageError(`PREFIX ${problem}`);
    requireInstruction(options);
    const instruction = instructionFields(options);
    return connected(io, options.aws, async (connection) => {
      const objects = await listObjects(prefix, connection.place);
      const retryFailed = options['retry-failed'];
      const plan = await planBatch(connection.client, objects, { instruction, retryFailed, signal: io.signal });
      const batch = { prefix, instruction, plan };
      return options.yes && !options['dry-run'] ? carryOut(batch, options, connection, io) : reportPlan(batch, options, io);
    });
  },
});

type BatchOptions = Options<typeof FLAGS>;

interface Batch {
  readonly prefix: string;
  readonly instruction: InstructionFields;
  readonly plan: BatchPlan;
}

const reportPlan = ({ prefix, instruction, plan }: Batch, { json }: BatchOptions, io: CommandIo): ExitCode => {
  const { images, skipped } = plan;
  const known = images.filter(({ edit }) => edit !== undefined).length;
  const toEdit = images.length - known;
  const each = instruction.n ?? 1;
  const maxUsd = mostItCosts(toEdit, each);
  const unknown = instruction.n === undefined && instruction.preset !== undefined ? ', unless the preset makes more' : '';
  const text = [
    `${images.length} images below ${prefix}${skipped.length === 0 ? '' : `; ${skipped.length} other files are left alone`}`,
    ...(known === 0 ? [] : [`${known} were edited by an earlier run and are not paid again`]),
    `${toEdit} to edit, ${each} result each${unknown}: at most ${dollars(maxUsd)} at list price`,
    toEdit === 0 ? 'There is nothing to do.' : 'Nothing was started. To go on, add --yes.',
    '',
  ].join('\n');
  // Beside today's names the ones until version 0.2, for one more version.
  const former = { pictures: images.length, toOrder: toEdit, mostUsd: maxUsd };
  printResult(io, json, { prefix, images: images.length, knownBefore: known, toEdit, maxUsd, ...former, skipped }, text);
  return EXIT.done;
};

const carryOut = async (
  { prefix, instruction, plan }: Batch,
  options: BatchOptions,
  { client }: Connection,
  io: CommandIo,
): Promise<ExitCode> => {
  const board = createProgressBoard(io, plan.images.filter(({ edit }) => edit?.ended !== true).length);
  try {
    const { outcomes, end } = await runBatch(client, plan.images, {
      instruction,
      concurrency: options.concurrency,
      toleratedPercent: options.tolerate,
      signal: io.signal,
      onView: board.show,
      onWait: waitReporters(options.json, board.say, io),
      onOutcome: (outcome) => board.end(outcome.key, isFailure(outcome) ? 'failed' : 'done'),
    });
    board.close();
    const sums = batchSums(outcomes);
    // `wish`: the name of the instruction until version 0.2, for one more version.
    const report = { prefix, instruction, wish: instruction, end, ...sums, skipped: plan.skipped, outcomes };
    if (options.report !== undefined) await writeFile(resolve(io.cwd, options.report), `${JSON.stringify(report, null, 2)}\n`);
    io.out(options.json ? jsonLine(report) : reportText(outcomes, sums, end, options.report));
    if (end === 'interrupted') return EXIT.interrupted;
    return sums.failed === 0 && sums.left === 0 ? EXIT.done : EXIT.failed;
  } finally {
    board.close();
  }
};

/** One reporter an image: what one waits for is told apart from what another does. */
const waitReporters = (json: boolean, say: (text: string) => void, io: CommandIo) => {
  const reporters = new Map<string, ReturnType<typeof createWaitReporter>>();
  return (key: string, edit: EditView, wait: Wait): void => {
    const report = reporters.get(key) ?? createWaitReporter(io, { json, name: key, say, time: PROCESS_TIME });
    reporters.set(key, report);
    report(edit, wait);
  };
};

const ENDS: Readonly<Record<BatchEnd, string>> = {
  complete: '',
  'too-many-failures':
    'Ended early: too many have failed. See what is wrong, then run it again with --retry-failed, or with a larger --tolerate.',
  'budget-used-up':
    "Ended early: today's budget is used up. Run the same command again tomorrow (UTC), or raise the budget; what is done is not paid again.",
  interrupted: 'Stopped. Run the same command again to go on; what is done is not paid again.',
};

const reportText = (
  outcomes: readonly BatchOutcome[],
  sums: BatchSums,
  end: BatchEnd,
  reportFile: string | undefined,
): string => {
  const failures = outcomes.filter(isFailure);
  const rows = failures.map(({ key, status, problem }) => [key, status, problem?.message ?? '']);
  const { pictures, done, doneBefore, failed, left, imagesNow, paidNowUsd } = sums;
  return [
    ...(rows.length === 0 ? [] : [table(['image', 'status', 'why'], rows)]),
    `${done} of ${pictures} done${doneBefore === 0 ? '' : ` (${doneBefore} by an earlier run)`}, ${failed} failed, ${left} left; ${imagesNow} results for ${dollars(paidNowUsd)} now\n`,
    ...(end === 'complete' ? [] : [`${ENDS[end]}\n`]),
    ...(reportFile === undefined ? [] : [`report: ${reportFile}\n`]),
  ].join('');
};
