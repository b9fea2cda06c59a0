/** Results on standard output. */
import type { CommandIo } from '../command.ts';

/** One line of JSON. */
export const jsonLine = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Prints a result as `--json` wants it, or as text for people. */
export const printResult = ({ out }: Pick<CommandIo, 'out'>, json: boolean, value: unknown, text: string): void =>
  out(json ? jsonLine(value) : text);
