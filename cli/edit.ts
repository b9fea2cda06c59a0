/** `npm run edit -- ...` */
import { editCommand } from './commands/edit.ts';
import { createTerminal } from './output/terminal.ts';
import { runCommand } from './run-command.ts';

process.exitCode = await runCommand(editCommand, process.argv.slice(2), createTerminal());
