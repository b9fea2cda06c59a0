/** The words after a command: flags and names, checked against what the command knows, with the nearest known flag for an unknown one. */
import { parseArgs } from 'node:util';
import { nearestName } from '#core/text/suggest.ts';
import { UsageError } from '../command.ts';

/** What a flag takes: one text, several, a whole number of at least 0, or nothing. A switch may be denied with `--no-<name>`. */
export type FlagKind = 'text' | 'texts' | 'number' | 'switch';

/** Flags by name, without dashes. */
export type Flags = Readonly<Record<string, FlagKind>>;

/** Flags that every command takes. */
export const COMMON_FLAGS = { json: 'switch', aws: 'text' } as const satisfies Flags;

interface Kinds {
  readonly text: string;
  readonly texts: readonly string[];
  readonly number: number;
  readonly switch: boolean;
}

/** What was said, by flag; a flag that was not said is not there. */
export type Said<F extends Flags> = { readonly [K in keyof F]?: Kinds[F[K]] };

/** What a command takes. */
export interface Grammar<F extends Flags> {
  /** As it is called: `darkroom list`. */
  readonly command: string;
  readonly flags: F;
  /** Names besides flags: how many, and what they are, for the refusal. */
  readonly names: { readonly min: number; readonly max: number; readonly what: string };
}

/** The words, read. */
export interface Words<F extends Flags> {
  readonly said: Said<F & typeof COMMON_FLAGS>;
  readonly names: readonly string[];
}

/** Reads the words. @throws UsageError naming the flag */
export const readWords = <F extends Flags>(args: readonly string[], grammar: Grammar<F>): Words<F> => {
  const flags: Flags = { ...COMMON_FLAGS, ...grammar.flags };
  const hint = `Help: ${grammar.command} --help`;
  const said: Record<string, string | string[] | number | boolean> = {};
  const names: string[] = [];
  for (const token of tokensOf(args, flags)) {
    if (token.kind === 'positional') names.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, denied } = knownFlag(token.name, flags, hint);
    const value = saidValue(token, flags[name] ?? 'switch', denied, hint);
    const before = said[name];
    if (Array.isArray(value)) said[name] = [...(Array.isArray(before) ? before : []), ...value];
    else if (before !== undefined) throw new UsageError(`--${name} is there twice`, hint);
    else said[name] = value;
  }
  const { min, max } = grammar.names;
  if (names.length < min || names.length > max) throw new UsageError(wrongCount(grammar, names), hint);
  return { said: said as Words<F>['said'], names };
};

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];
type OptionToken = Extract<Token, { readonly kind: 'option' }>;

const tokensOf = (args: readonly string[], flags: Flags): readonly Token[] => {
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, kind]) => [name, { type: kind === 'switch' ? 'boolean' : 'string' } as const]),
  );
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens;
};

const knownFlag = (name: string, flags: Flags, hint: string): { readonly name: string; readonly denied: boolean } => {
  if (Object.hasOwn(flags, name)) return { name, denied: false };
  const positive = name.startsWith('no-') ? name.slice(3) : '';
  if (Object.hasOwn(flags, positive) && flags[positive] === 'switch') return { name: positive, denied: true };
  const nearest = nearestName(name, Object.keys(flags));
  const dashes = name.length === 1 ? '-' : '--';
  throw new UsageError(
    `there is no flag ${dashes}${name}${nearest === undefined ? '' : `; did you mean --${nearest}?`}`,
    nearest === undefined ? hint : `${hint}. Write -- before names that begin with a dash.`,
  );
};

const saidValue = (
  { name, value, inlineValue }: OptionToken,
  kind: FlagKind,
  denied: boolean,
  hint: string,
): string | string[] | number | boolean => {
  if (kind === 'switch') {
    if (value !== undefined) throw new UsageError(`--${name} takes no value, but has "${value}"`, hint);
    return !denied;
  }
  if (value === undefined) throw new UsageError(`--${name} needs a value`, hint);
  if (inlineValue === false && value.startsWith('-') && value.length > 1) {
    throw new UsageError(`--${name} needs a value, but "${value}" follows`, `If that is the value, write --${name}=${value}`);
  }
  if (kind === 'texts') return [value];
  if (kind === 'text') return value;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new UsageError(`--${name} takes a whole number, not "${value}"`, hint);
};

const wrongCount = <F extends Flags>({ command, names: { min, max, what } }: Grammar<F>, names: readonly string[]): string => {
  if (names.length < min) return `${command} needs ${what}`;
  if (max === 0) return `${command} takes no names, but got "${names[0] ?? ''}"`;
  return `${command} takes ${what}, not ${names.length} names`;
};
