/** `npm run edit -- ...` */
import { editCommand } from './commands/edit.ts';
import { runCommand } from './run-command.ts';
import { createTerminal } from './terminal.ts';

process.exitCode = await runCommand(editCommand, process.argv.slice(2), createTerminal());
