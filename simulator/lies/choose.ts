/** Decides which lies are told: for each call, or once for each task. */
import { createCondition, type FaultCondition } from '../faults.ts';
import type { Random } from '../random.ts';
import type { Subject, Tells } from './lie.ts';
import { type ChosenLie, LIES, type LieName, OF_TASKS, tellOf } from './table.ts';

/** What is known about the call or the task that a lie may be told about. */
export interface LieContext {
  readonly prompt?: string;
  readonly taskId?: string;
}

/** One rule: this lie, under these conditions; without conditions always. Lies about time and limits hold from the beginning. */
export interface LieRule {
  readonly lie: LieName;
  readonly value?: string | number;
  readonly when?: FaultCondition | ((context: LieContext) => boolean);
  /** At most this often; unlimited by default. */
  readonly times?: number;
}

/** Who lies. */
export interface Lies {
  /** The lies of this subject that are told about this call, in the order of the rules. */
  told<S extends Subject>(subject: S, context?: LieContext): readonly Tells[S][];
  /** The lies that will be told about a new task. */
  ofTask(context: LieContext): readonly ChosenLie[];
}

const NONE: readonly never[] = [];

const chosenOf = ({ lie, value }: LieRule): ChosenLie => ({ lie, ...(value === undefined ? {} : { value: String(value) }) });

/** Follows the rules; draws from the given random source only where a rule has a probability. @throws RangeError for a value that a lie does not take */
export const createLies = (rules: readonly LieRule[], random: Random): Lies => {
  const states = rules.map((rule) => {
    const { subject, prepare, written } = LIES[rule.lie];
    const chosen = chosenOf(rule);
    const tell = prepare(chosen.value);
    if (tell === undefined)
      throw new RangeError(`the lie ${rule.lie}=${chosen.value} is not understood: write ${rule.lie}${written}`);
    return { subject, chosen, tell, strikes: createCondition<LieContext>(rule, random) };
  });
  const subjects = new Set(states.map(({ subject }) => subject));
  const tells = OF_TASKS.some((subject) => subjects.has(subject));
  return {
    told: <S extends Subject>(subject: S, context: LieContext = {}) =>
      subjects.has(subject)
        ? states.filter((state) => state.subject === subject && state.strikes(context)).map(({ tell }) => tell as Tells[S])
        : NONE,
    ofTask: (context) =>
      tells
        ? states.filter((state) => OF_TASKS.includes(state.subject) && state.strikes(context)).map(({ chosen }) => chosen)
        : NONE,
  };
};

/** The lies of this subject among those chosen for a task, ready to be told. */
export const toldOf = <S extends Subject>(subject: S, chosen: readonly ChosenLie[] | undefined): readonly Tells[S][] =>
  chosen === undefined ? NONE : chosen.map((lie) => tellOf(subject, lie)).filter((tell) => tell !== undefined);
