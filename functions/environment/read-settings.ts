/** From the variables of an environment to the settings of a function, and back. */

import { type OmitUndefined, omitUndefined } from '#core/omit-undefined.ts';
import type * as variables from './variables.ts';
import type { OptionalVariable, RequiredVariable } from './variables.ts';

/** An environment as Node gives it. An empty variable counts as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Rows of the table of variables, by the names of their settings. */
export type Variables = Readonly<Record<string, RequiredVariable | OptionalVariable<unknown>>>;

type ValueOf<V> = V extends OptionalVariable<infer T> ? T : string;

/** The settings that rows give: absent where a variable was left out and no value stands for it. */
export type SettingsOf<V extends Variables> = OmitUndefined<{ readonly [Name in keyof V]: ValueOf<V[Name]> }>;

/** The settings of one function. @throws Error naming the variable that is missing or malformed */
export const readSettings = <V extends Variables>(env: Environment, rows: V): SettingsOf<V> =>
  omitUndefined(
    Object.fromEntries(Object.entries(rows).map(([setting, variable]) => [setting, valueIn(env, variable)])),
  ) as SettingsOf<V>;

const valueIn = (env: Environment, variable: RequiredVariable | OptionalVariable<unknown>): unknown => {
  const { name } = variable;
  const text = env[name];
  if (!variable.optional) {
    if (text) return text;
    throw new Error(`${name} is not set: the stack sets it on every function that needs it (lib/functions/environments.ts)`);
  }
  if (!text) return variable.unset;
  const value = variable.format.parse(text);
  if (value !== undefined) return value;
  throw new Error(`${name} is "${text}": set it to ${variable.format.allowed}, or leave it out`);
};

type Table = typeof variables;

/** A text for every variable of the table; undefined only for what may be left out. */
export type SettingTexts = {
  readonly [Name in keyof Table]: Table[Name] extends RequiredVariable ? string : string | undefined;
};

/** The environment of a function that reads these rows: what {@link readSettings} reads the settings from. */
export const writeSettings = (texts: SettingTexts, rows: Readonly<Partial<Table>>): Readonly<Record<string, string>> => {
  const all: Environment = texts;
  return Object.fromEntries(
    Object.entries(rows).flatMap(([setting, { name }]) => {
      const text = all[setting];
      return text === undefined ? [] : [[name, text]];
    }),
  );
};
