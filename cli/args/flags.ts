/** The flags of a command as data: what each takes, which the parser checks, and what it is for, which the help prints. */

interface Described {
  /** One line for the help, without the range and the default, which are added. */
  readonly help: string;
}

/** A flag with one text. */
export interface TextFlag extends Described {
  readonly kind: 'text';
  /** What the help calls the value, for example `FILE`. */
  readonly value: string;
}

/** A flag with a text that may be repeated. */
export interface TextsFlag extends Described {
  readonly kind: 'texts';
  readonly value: string;
}

/** A flag with a whole number of at least 0. */
export interface NumberFlag extends Described {
  readonly kind: 'number';
  readonly value: string;
  readonly min?: number;
  readonly max?: number;
  readonly default?: number;
}

/** A flag with one of some texts, in upper or lower case. */
export interface ChoiceFlag<Choice extends string = string> extends Described {
  readonly kind: 'choice';
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly default?: Choice;
}

/** A flag without a value; `--no-<name>` says the opposite. */
export interface SwitchFlag extends Described {
  readonly kind: 'switch';
  /** The help lists `--no-<name>`: it is on unless that is typed. */
  readonly listedAsNo?: boolean;
  readonly default?: boolean;
}

/** Any flag. */
export type Flag = TextFlag | TextsFlag | NumberFlag | ChoiceFlag | SwitchFlag;

/** Flags by name, without dashes, in the order of the help. */
export type Flags = Readonly<Record<string, Flag>>;

/** A flag with one text. */
export const text = (value: string, help: string): TextFlag => ({ kind: 'text', value, help });

/** A flag with a text that may be repeated. */
export const texts = (value: string, help: string): TextsFlag => ({ kind: 'texts', value, help });

/** A flag with a whole number, within bounds if there are some. */
export const wholeNumber = <const Bounds extends Pick<NumberFlag, 'min' | 'max' | 'default'> = object>(
  value: string,
  help: string,
  bounds?: Bounds,
) => ({ kind: 'number', value, help, ...(bounds as Bounds) }) as const;

/** A flag with one of some texts. */
export const choice = <const Choice extends string, const Rest extends { readonly default?: Choice } = object>(
  value: string,
  choices: readonly Choice[],
  help: string,
  rest?: Rest,
) => ({ kind: 'choice', value, choices, help, ...(rest as Rest) }) as const;

/** A switch; undefined when it was not typed, unless it has a default. */
export const toggle = <const Rest extends Pick<SwitchFlag, 'listedAsNo' | 'default'> = object>(help: string, rest?: Rest) =>
  ({ kind: 'switch', help, ...(rest as Rest) }) as const;

/** `--aws`: the deployed Darkroom that a command talks to. */
export const awsFlag = (help = 'a deployed Darkroom', value = 'STACK_OR_URL') => ({ aws: text(value, help) }) as const;

/** `--json`: what is printed instead of text for people. */
export const jsonFlag = (help: string) => ({ json: toggle(help, { default: false }) }) as const;

type ValueOf<F> = F extends { readonly kind: 'text' }
  ? string
  : F extends { readonly kind: 'texts' }
    ? readonly string[]
    : F extends { readonly kind: 'number' }
      ? number
      : F extends { readonly choices: readonly (infer Choice)[] }
        ? Choice
        : boolean;

interface WithDefault {
  readonly default: unknown;
}

/** The options that flags give, by flag: one with a default is always there, any other only when it was typed. */
export type Options<F extends Flags> = {
  readonly [K in keyof F as F[K] extends WithDefault ? K : never]: ValueOf<F[K]>;
} & {
  readonly [K in keyof F as F[K] extends WithDefault ? never : K]?: ValueOf<F[K]>;
};

/** What a command takes besides flags. */
export interface Names {
  readonly min: number;
  readonly max: number;
  /** What they are, for a message: `darkroom show takes the id of one edit, or last`. */
  readonly what: string;
  /** As the help lists them, for example `ID...`, and what for. */
  readonly label?: string;
  readonly help?: string;
}

/** What a command takes. */
export interface Grammar<F extends Flags = Flags> {
  /** Its name, for example `list`. */
  readonly name: string;
  readonly flags: F;
  /** Left out: none. */
  readonly names?: Names;
}
