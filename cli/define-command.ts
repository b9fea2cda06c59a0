/** Puts a command together: its words are read and its help is written from one description. */
import type { Flags, Grammar } from './args/flags.ts';
import { type HelpTexts, helpText } from './args/help-text.ts';
import { type Arguments, parseArgs } from './args/parse-args.ts';
import type { Command, CommandIo, ExitCode } from './command.ts';

/** One command, described. */
export interface CommandDescription<F extends Flags> extends Grammar<F>, HelpTexts {
  /** One line for the list of commands. */
  readonly summary: string;
  readonly run: (args: Arguments<F>, io: CommandIo) => Promise<ExitCode>;
}

/** A command with what its help was made from. */
export interface DefinedCommand extends Command {
  readonly grammar: Grammar;
  /** The examples of the help: what follows the name of the program. */
  readonly examples: readonly string[];
}

/** The command that a description describes. */
export const defineCommand = <F extends Flags>(description: CommandDescription<F>): DefinedCommand => ({
  name: description.name,
  summary: description.summary,
  help: helpText(description),
  grammar: description,
  examples: description.examples.map((example) => (typeof example === 'string' ? example : example[0])),
  run: async (args, io) => description.run(parseArgs(args, description), io),
});
