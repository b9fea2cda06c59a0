/**
 * What can be known of a Model Studio key without asking the service: whether it has the form of one at all. A placeholder or the key
 * of another service would be refused with each edit, one by one; here it is refused once, with the reason. Keys are never quoted.
 */
import type { Problem } from '../errors.ts';

/** Characters after `sk-` or `st-` that every real key has at least. Assumed: those seen have 32 and more. */
const LEAST_CHARACTERS = 16;

const NEW_KEY = 'Create a pay-as-you-go key in the console of Model Studio (Singapore or Beijing) and set it again.';
const ALONE = 'Set the key alone: no quotation marks, no brackets, no "Bearer" before it.';

interface Rule {
  readonly matches: RegExp;
  /** Set: it says how a real key looks, which a service on this machine need not ask for. */
  readonly isOfRealKeys?: true;
  readonly why: string;
  readonly hint: string;
}

/** In this order: the first that matches is what a person is told. */
const RULES: readonly Rule[] = [
  { matches: /^$/, why: 'it is empty', hint: ALONE },
  { matches: /^bearer/i, why: 'it starts with "Bearer"', hint: ALONE },
  {
    isOfRealKeys: true,
    matches: /\$\{|\$\(|^\$\w|^%\w+%$|\{\{/,
    why: 'it is the name of a variable that nothing has filled in',
    hint: NEW_KEY,
  },
  {
    isOfRealKeys: true,
    matches:
      /<|>|\u2026|\.\.\.|\*{3}|(.)\1{7}|^(sk|st)?-?x+$|(^|[-_ ])your[-_ ]|example|placeholder|change-?me|(api|secret)[-_ ]?key/i,
    why: 'it is a placeholder',
    hint: NEW_KEY,
  },
  { matches: /^["'`\u2018-\u201f]|["'`\u2018-\u201f]$/, why: 'it has a quotation mark before or behind it', hint: ALONE },
  { matches: /[^\x21-\x7e]/, why: 'it contains spaces or characters that no key has', hint: ALONE },
  { isOfRealKeys: true, matches: /^sk-sp-/, why: 'keys of a Coding Plan (sk-sp-) do not work for pictures', hint: NEW_KEY },
  {
    isOfRealKeys: true,
    matches:
      /^(sk-(proj|ant|or|svcacct|admin|lf)-|sk_|pk[-_]|rk_|AKIA|ASIA|LTAI|AIza|hf_|gh[pousr]_|r8_|gsk_|xai-|nvapi-|glpat-)|T3BlbkFJ/,
    why: 'it is a key of another service',
    hint: NEW_KEY,
  },
  {
    isOfRealKeys: true,
    matches: /^(?!(sk|st)-)/,
    why: 'keys of Model Studio begin with sk- (short-lived ones with st-)',
    hint: NEW_KEY,
  },
  { isOfRealKeys: true, matches: /[^\w.~+/=-]/, why: 'it contains characters that no key has', hint: ALONE },
  {
    isOfRealKeys: true,
    matches: new RegExp(`^(sk|st)-(ws-)?.{0,${LEAST_CHARACTERS - 1}}$`),
    why: 'it is shorter than any key; perhaps it was not copied whole',
    hint: NEW_KEY,
  },
];

/** Who asks for a key: Model Studio, or a service on this machine that stands in for it and takes any that fits in a header. */
export type KeyReader = 'model-studio' | 'this-machine';

/** Why a key (without white space around it) cannot be one of that reader; undefined when it has the form of one. `where` names its place. */
export const apiKeyProblem = (
  key: string,
  where = 'DASHSCOPE_API_KEY',
  reader: KeyReader = 'model-studio',
): Problem | undefined => {
  const rules = reader === 'model-studio' ? RULES : RULES.filter(({ isOfRealKeys }) => !isOfRealKeys);
  const broken = rules.find(({ matches }) => matches.test(key));
  if (broken === undefined) return undefined;
  return { code: 'API_KEY_REFUSED', message: `${where} cannot be used: ${broken.why}.`, hint: broken.hint };
};
