/** `npm run darkroom -- COMMAND ...` */
import { type Command, EXIT } from './command.ts';
import { editCommand } from './commands/edit.ts';
import { runCommand } from './run-command.ts';
import { createTerminal } from './terminal.ts';

const COMMANDS: readonly Command[] = [editCommand];

const overview = (): string =>
  `Darkroom: drop a photo, get the edited photo back.\n\n${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}\n\nHelp for one: darkroom COMMAND --help\n`;

const [name, ...args] = process.argv.slice(2);
const command = COMMANDS.find((each) => each.name === name);
const io = createTerminal();
if (command !== undefined) {
  process.exitCode = await runCommand(command, args, io);
} else {
  const asked = name === undefined || name === 'help' || name === '--help' || name === '-h';
  (asked ? io.out : io.err)(asked ? overview() : `there is no command ${name}\n\n${overview()}`);
  process.exitCode = asked ? EXIT.done : EXIT.refused;
}
