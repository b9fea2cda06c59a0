#!/usr/bin/env node
/** `npm run darkroom -- COMMAND ...`, or `darkroom COMMAND ...` where the package is installed. */
import { runDarkroom } from './command-table.ts';
import { createTerminal } from './output/terminal.ts';

process.exitCode = await runDarkroom(process.argv.slice(2), createTerminal());
