/** From a created edit to its report: what `edit` and `retry` have in common. */
import { resolve } from 'node:path';
import type { EditView } from '#client/types.ts';
import { type CommandIo, EXIT, type ExitCode } from '../command.ts';
import { commandLine } from '../command-line.ts';
import type { Connection } from '../connect.ts';
import { copyResults, exitOf, jsonReport, problemReport, storedImages } from '../output/edit-report.ts';
import { printResult } from '../output/print.ts';
import { createProgressLine, type ProgressLine } from '../output/progress-line.ts';
import { wayOut } from '../wait/describe-wait.ts';
import { PROCESS_TIME, waitForEdit } from '../wait/wait-for-edit.ts';
import { createWaitReporter } from '../wait/wait-reporter.ts';

/** How an edit is followed and reported. */
export interface FinishOptions {
  readonly json: boolean;
  readonly wait: boolean;
  /** Where results are copied to. */
  readonly out?: string;
  /** What copies are called after. */
  readonly name: string;
}

/** Waits for an edit if `wait` says so; reports it, and answers the exit status. */
export const finishEdit = async (
  created: EditView,
  options: FinishOptions,
  connection: Connection,
  io: CommandIo,
  line: ProgressLine = createProgressLine(io),
): Promise<ExitCode> => {
  try {
    if (!options.wait) return reportCreated(created, options.json, connection, io);
    line.show(created);
    const onWait = createWaitReporter(io, { json: options.json, say: line.say, time: PROCESS_TIME });
    const follow = { signal: io.signal, known: created, onView: line.show, onWait };
    const ended = await waitForEdit(connection.client, created.id, follow);
    line.end();
    return await reportEdit(ended, options, connection, io);
  } finally {
    line.end();
  }
};

/** On AWS results are always downloaded. */
const reportEdit = async (
  edit: EditView,
  { json, out, name }: FinishOptions,
  connection: Connection,
  io: CommandIo,
): Promise<ExitCode> => {
  const stored = storedImages(edit, connection);
  const folder = out ?? (connection.place.kind === 'aws' ? '.' : undefined);
  const images = folder === undefined || stored.length === 0 ? stored : await copyResults(stored, resolve(io.cwd, folder), name);
  io.err(`${problemReport(edit)}${wayOut(edit)}`);
  io.out(json ? jsonReport(edit, images) : images.map(({ path, key }) => `${path ?? key}\n`).join(''));
  return exitOf(edit);
};

const reportCreated = (edit: EditView, json: boolean, { place }: Connection, io: CommandIo): ExitCode => {
  printResult(io, json, edit, `${edit.id}\n`);
  if (place.kind === 'here' && !place.stays) {
    io.err(`No Darkroom is running here: the edit goes on with the next ${commandLine('start')}.\n`);
  }
  return EXIT.done;
};
