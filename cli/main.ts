#!/usr/bin/env node
/** `npm run darkroom -- COMMAND ...`, or `darkroom COMMAND ...` where the package is installed. */
import { runCommandLine } from './command-table.ts';
import { createTerminal } from './output/terminal.ts';

process.exitCode = await runCommandLine(process.argv.slice(2), createTerminal());
