/** Runs a command and turns whatever it throws into an exit status and two lines that help. */
import { type Command, type CommandIo, EXIT, type ExitCode, UsageError } from './command.ts';
import { helpHint } from './command-line.ts';
import { errorToProblem } from './output/error-to-problem.ts';

/** Runs one command; `--help` before any `--` shows its help instead. Never throws. */
export const runCommand = async (command: Command, args: readonly string[], io: CommandIo): Promise<ExitCode> => {
  const flags = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  if (flags.includes('--help') || flags.includes('-h')) {
    io.out(command.help);
    return EXIT.done;
  }
  try {
    return await command.run(args, io);
  } catch (error) {
    return explain(withHint(error, command), flags.includes('--json'), io);
  }
};

const withHint = (error: unknown, { name }: Command): unknown =>
  error instanceof UsageError && error.hint === undefined
    ? new UsageError(error.message, helpHint(name), { cause: error })
    : error;

const explain = (error: unknown, json: boolean, io: CommandIo): ExitCode => {
  if (io.signal.aborted) {
    io.err('Stopped. An edit that was started goes on where Darkroom runs, or at its next start.\n');
    return EXIT.interrupted;
  }
  const { problem, rejected } = errorToProblem(error);
  const { code, message, hint } = problem;
  io.err(`${message}\n${hint === '' ? '' : `${hint}\n`}`);
  if (json) io.out(`${JSON.stringify({ error: { code, message, hint } })}\n`);
  return rejected ? EXIT.rejected : EXIT.failed;
};
