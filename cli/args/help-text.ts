/** The help of a command, made from the same data that its words are checked with. */
import { commandLine } from '../command-line.ts';
import type { Flag, Grammar } from './flags.ts';

/** A command line that teaches: what follows the name of the program, alone or with a note. */
export type Example = string | readonly [words: string, note: string];

/** What the help says besides names and flags. */
export interface HelpTexts {
  /** What the command does, in a line or two. */
  readonly about: string;
  readonly examples: readonly Example[];
  /** Lines below the flags. */
  readonly notes?: readonly string[];
}

/** The whole help text. */
export const helpText = ({ about, examples, notes = [], names, flags }: HelpTexts & Grammar): string => {
  const { label, help = '' } = names ?? {};
  const taken: readonly Row[] = [
    ...(label === undefined ? [] : [[label, help] as const]),
    ...Object.entries(flags).map(([name, flag]) => [labelOf(name, flag), descriptionOf(flag)] as const),
  ];
  const shown = examples.map((example) => (typeof example === 'string' ? ([example, ''] as const) : example));
  const parts = [about, columns(shown.map(([words, note]) => [commandLine(words), note])), columns(taken), notes.join('\n')];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
};

type Row = readonly [left: string, right: string];

/** Two columns; the right one begins behind the longest left side that has one. */
const columns = (rows: readonly Row[]): string => {
  const width = Math.max(0, ...rows.flatMap(([left, right]) => (right === '' ? [] : [left.length])));
  return rows.map(([left, right]) => `  ${right === '' ? left : `${left.padEnd(width)}   ${right}`}`).join('\n');
};

const labelOf = (name: string, flag: Flag): string => {
  if (flag.kind === 'switch') return flag.listedAsNo === true ? `--no-${name}` : `--${name}`;
  return `--${name} ${flag.value}`;
};

const descriptionOf = (flag: Flag): string => {
  if (flag.kind === 'choice')
    return [flag.help, flag.choices.join(', ')].filter((part) => part !== '').join(': ') + defaultOf(flag);
  if (flag.kind !== 'number') return flag.help;
  const { help, min, max } = flag;
  return (max === undefined ? help : `${help}, ${min ?? 0} to ${max}`) + defaultOf(flag);
};

const defaultOf = ({ default: usual }: { readonly default?: string | number }): string =>
  usual === undefined ? '' : ` (default ${usual})`;
