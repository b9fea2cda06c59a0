/** Runs a command and turns whatever it throws into an exit status and two lines that help. */
import { ApiError } from '#client/api-error.ts';
import { EditError, InvalidEdit } from '#core/errors.ts';
import { type Command, type CommandIo, EXIT, type ExitCode, UsageError } from './command.ts';

/** Runs one command; `--help` anywhere shows its help instead. Never throws. */
export const runCommand = async (command: Command, args: readonly string[], io: CommandIo): Promise<ExitCode> => {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(command.help);
    return EXIT.done;
  }
  try {
    return await command.run(args, io);
  } catch (error) {
    return explain(error, args, io);
  }
};

const explain = (error: unknown, args: readonly string[], io: CommandIo): ExitCode => {
  if (io.signal.aborted) {
    io.err('Stopped. An edit that was ordered goes on where Darkroom runs, or at its next start.\n');
    return EXIT.interrupted;
  }
  const { code, message, hint, refused } = told(error);
  io.err(`${message}\n${hint === '' ? '' : `${hint}\n`}`);
  if (args.includes('--json')) io.out(`${JSON.stringify({ error: { code, message, hint } })}\n`);
  return refused ? EXIT.refused : EXIT.failed;
};

const told = (error: unknown) => {
  if (error instanceof UsageError) return { code: 'USAGE', message: error.message, hint: error.hint, refused: true };
  if (error instanceof ApiError) return { ...error.problem, refused: !error.temporary };
  if (error instanceof EditError) return { ...error.problem, refused: error instanceof InvalidEdit };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'UNEXPECTED', message, hint: '', refused: false };
};
