/** Commands that have actions, such as `presets show` and `webhooks add`: which one was typed, and with how many names. */
import { suggest } from '#core/text/suggest.ts';
import { UsageError } from '../command.ts';

/** The part of an action that its names are checked with. */
export interface Action {
  /** What its names are, for example `['ID', 'DELIVERY']`; one that ends in dots stands for one or more. */
  readonly takes: readonly string[];
}

/** The action that the first name chooses, `list` without one, and the names that are left for it. @throws UsageError */
export const chooseAction = <A extends Action>(
  command: string,
  actions: Readonly<Record<string, A>>,
  [name = 'list', ...names]: readonly string[],
): { readonly action: A; readonly names: readonly string[] } => {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) throw new UsageError(`there is no ${command} ${name}; ${suggest(name, Object.keys(actions))}`);
  const { takes } = action;
  const fits = takes.at(-1)?.endsWith('...') === true ? names.length >= takes.length : names.length === takes.length;
  if (fits) return { action, names };
  throw new UsageError(`${command} ${name} takes ${takes.join(' ') || 'no names'}`);
};
