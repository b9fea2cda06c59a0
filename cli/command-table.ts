/** The table of all commands, and from the words of a command line to the command that they name. */
import { suggest } from '#core/text/suggest.ts';
import { projectVersion } from '#local/project-version.ts';
import { type CommandIo, EXIT, type ExitCode } from './command.ts';
import { commandLine, helpHint } from './command-line.ts';
import { batchCommand } from './commands/batch.ts';
import { cancelCommand } from './commands/cancel.ts';
import { costCommand } from './commands/cost.ts';
import { doctorCommand } from './commands/doctor.ts';
import { editCommand } from './commands/edit.ts';
import { listCommand } from './commands/list.ts';
import { openCommand } from './commands/open.ts';
import { pauseCommand, resumeCommand } from './commands/pause.ts';
import { presetsCommand } from './commands/presets.ts';
import { retryCommand } from './commands/retry.ts';
import { showCommand } from './commands/show.ts';
import { startCommand } from './commands/start.ts';
import { watchCommand } from './commands/watch.ts';
import { webhooksCommand } from './commands/webhooks.ts';
import type { DefinedCommand } from './define-command.ts';
import { runCommand } from './run-command.ts';

/** Every command, in the order in which one meets them. */
export const COMMANDS: readonly DefinedCommand[] = [
  startCommand,
  editCommand,
  watchCommand,
  listCommand,
  showCommand,
  cancelCommand,
  retryCommand,
  openCommand,
  presetsCommand,
  batchCommand,
  costCommand,
  pauseCommand,
  resumeCommand,
  webhooksCommand,
  doctorCommand,
];

const overview = (): string => `Darkroom: drop a photo, get the edited photo back.

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

  ${commandLine('edit photo.jpg --prompt "Make it a winter evening"')}
  ${commandLine('COMMAND --help')}   examples and flags of one command
  ${commandLine('--version')}        which Darkroom this is

Commands work in DARKROOM_HOME (default .darkroom), or with --aws STACK_OR_URL on a deployed Darkroom.
Exit status: 0 done, 1 failed, 2 rejected and nothing was spent.
`;

/** Runs one command line. Never throws. */
export const runCommandLine = async (words: readonly string[], io: CommandIo): Promise<ExitCode> => {
  const [name, ...args] = words;
  if (name === 'help' && args[0] !== undefined) return runCommandLine([args[0], '--help'], io);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.out(overview());
    return EXIT.done;
  }
  if (name === 'version' || name === '--version') {
    io.out(`${await projectVersion()}\n`);
    return EXIT.done;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command !== undefined) return runCommand(command, args, io);
  const names = COMMANDS.map((each) => each.name);
  const message = `there is no command ${name}; ${suggest(name, names)}`;
  const hint = helpHint('');
  io.err(`${message}\n${hint}\n`);
  if (args.includes('--json')) io.out(`${JSON.stringify({ error: { code: 'USAGE', message, hint } })}\n`);
  return EXIT.rejected;
};
