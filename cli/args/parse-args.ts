/**
 * The words after a command: flags and names, checked against what the command takes, with the nearest known flag for an unknown one.
 * Node's parseArgs splits them; commander and citty would add a generated help, which command-table and flags already make.
 */
import { parseArgs as readTokens } from 'node:util';
import { nearestName } from '#core/text/suggest.ts';
import { UsageError } from '../command.ts';
import { helpHint } from '../command-line.ts';
import type { Flag, Flags, Grammar, Options } from './flags.ts';

/** What was typed. */
export interface Arguments<F extends Flags> {
  readonly options: Options<F>;
  /** Everything that is no flag and no value of one. */
  readonly names: readonly string[];
}

type Value = string | readonly string[] | number | boolean;

/** Reads the words of a command line. @throws UsageError naming the flag */
export const parseArgs = <F extends Flags>(args: readonly string[], grammar: Grammar<F>): Arguments<F> => {
  const { flags } = grammar;
  const options: Record<string, Value> = {};
  const names: string[] = [];
  for (const token of tokensOf(args, flags)) {
    if (token.kind === 'positional') names.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, flag, denied } = knownFlag(token.name, grammar);
    const value = flag.kind === 'switch' ? switchValue(token, denied) : checkedValue(name, flag, textOf(token));
    const before = options[name];
    if (before === undefined) options[name] = value;
    else if (Array.isArray(before) && Array.isArray(value)) options[name] = [...before, ...value];
    else throw new UsageError(`--${name} is there twice`);
  }
  checkCount(names, grammar);
  return { options: { ...defaultsOf(flags), ...options } as Options<F>, names };
};

type Token = NonNullable<ReturnType<typeof readTokens>['tokens']>[number];
type OptionToken = Extract<Token, { readonly kind: 'option' }>;

const tokensOf = (args: readonly string[], flags: Flags): readonly Token[] => {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { kind }]) => [name, { type: kind === 'switch' ? 'boolean' : 'string' } as const]),
  );
  return readTokens({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens;
};

const knownFlag = (
  typed: string,
  { name: command, flags }: Grammar,
): { readonly name: string; readonly flag: Flag; readonly denied: boolean } => {
  const find = (name: string): Flag | undefined => (Object.hasOwn(flags, name) ? flags[name] : undefined);
  const flag = find(typed);
  if (flag !== undefined) return { name: typed, flag, denied: false };
  const positive = typed.startsWith('no-') ? typed.slice('no-'.length) : '';
  const deniedFlag = find(positive);
  if (deniedFlag?.kind === 'switch') return { name: positive, flag: deniedFlag, denied: true };
  const nearest = nearestName(typed, Object.keys(flags));
  const message = `there is no flag ${typed.length === 1 ? '-' : '--'}${typed}`;
  if (nearest === undefined) throw new UsageError(message);
  throw new UsageError(
    `${message}; did you mean --${nearest}?`,
    `${helpHint(command)}. Write -- before names that begin with a dash.`,
  );
};

const switchValue = ({ name, value }: OptionToken, denied: boolean): boolean => {
  if (value === undefined) return !denied;
  throw new UsageError(`--${name} takes no value, but has "${value}"`);
};

const textOf = ({ name, value, inlineValue }: OptionToken): string => {
  if (value === undefined) throw new UsageError(`--${name} needs a value`);
  if (inlineValue === false && value.startsWith('-') && value.length > 1) {
    throw new UsageError(`--${name} needs a value, but "${value}" follows`, `If that is the value, write --${name}=${value}`);
  }
  return value;
};

const checkedValue = (name: string, flag: Exclude<Flag, { readonly kind: 'switch' }>, text: string): Value => {
  switch (flag.kind) {
    case 'text':
      return text;
    case 'texts':
      return [text];
    case 'choice': {
      const chosen = flag.choices.find((each) => each.toLowerCase() === text.toLowerCase());
      if (chosen === undefined) throw new UsageError(`--${name} takes ${flag.choices.join(', ')}, not "${text}"`);
      return chosen;
    }
    case 'number': {
      if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name} takes a whole number, not "${text}"`);
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = flag;
      const value = Number(text);
      if (value < min || value > max) throw new UsageError(`--${name} takes ${min} to ${max}, not ${value}`);
      return value;
    }
  }
};

const defaultsOf = (flags: Flags): Record<string, Value> =>
  Object.fromEntries(Object.entries(flags).flatMap(([name, flag]) => ('default' in flag ? [[name, flag.default]] : [])));

const checkCount = ({ length, 0: first }: readonly string[], { name, names }: Grammar): void => {
  const { min = 0, max = 0, what = '' } = names ?? {};
  if (length < min) throw new UsageError(`${name} needs ${what}`);
  if (length <= max) return;
  throw new UsageError(max === 0 ? `${name} takes no names, but got "${first}"` : `${name} takes ${what}, not ${length} names`);
};
