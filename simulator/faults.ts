/** Fault injection: rules that say when a call or a task goes wrong, and how. */
import { type ServiceError, serviceError } from './error-codes.ts';
import type { Random } from './random.ts';

/** The moment at which a fault can strike; `task` decides the outcome of a task while it is being created. */
export type FaultPhase = 'create' | 'query' | 'list' | 'cancel' | 'task' | 'result' | 'upload';

/** All phases, for help texts and flags. */
export const FAULT_PHASES: readonly FaultPhase[] = ['create', 'query', 'list', 'cancel', 'task', 'result', 'upload'];

/** What is known about the event that a rule may strike. */
export interface FaultContext {
  readonly phase: FaultPhase;
  /** Counts the events of this phase from 1. */
  readonly nth: number;
  /** The account whose key made the call, see account.ts. */
  readonly account?: string;
  readonly taskId?: string;
  readonly prompt?: string;
}

/** Declarative conditions; all that are given must hold. */
export interface FaultCondition {
  /** Strike only the event(s) with this number among those that meet the other conditions, from 1. */
  readonly nth?: number | readonly number[];
  /** Strike this share of events, 0 to 1. */
  readonly probability?: number;
  readonly promptIncludes?: string;
}

/** Which images of a task fail: a count (the last ones) or their indices from 0. */
export type FailedImages = number | readonly number[];

/** What happens when a rule strikes. */
export type FaultKind =
  /** Connection closed; nothing was accepted. */
  | 'drop-before'
  /** The work was accepted (a task exists, a cancel happened), then the connection is destroyed without an answer. */
  | 'drop-after-accept'
  /** The answer trickles in one byte a second. */
  | 'slow-loris'
  /** Half of the announced bytes, then the connection is destroyed. */
  | 'truncate'
  /** An HTML page with status 200. */
  | 'wrong-type'
  /** The 403 of an expired signature. */
  | 'expired'
  | { readonly error: { readonly code: string; readonly status?: number; readonly message?: string } }
  | { readonly delay: number }
  /** Outcome of a task (phase `task`): FAILED with this code. */
  | { readonly fail: { readonly code: string; readonly message?: string } }
  /** Outcome of a task (phase `task`): these images fail, `DataInspectionFailed` by default. */
  | { readonly partial: { readonly failed: FailedImages; readonly code?: string } };

/** The kinds of faults that are a word. */
export const WIRE_FAULTS = ['drop-before', 'drop-after-accept', 'slow-loris', 'truncate', 'wrong-type', 'expired'] as const;

/** One rule of a fault plan. */
export interface FaultRule {
  readonly phase: FaultPhase;
  readonly kind: FaultKind;
  /** Without conditions the rule strikes every event of its phase. */
  readonly when?: FaultCondition | ((context: FaultContext) => boolean);
  /** At most this many strikes; unlimited by default. */
  readonly times?: number;
}

/** Rules in order of precedence: the first that strikes decides. */
export type FaultPlan = readonly FaultRule[];

/** Decides for each event which fault strikes it, if any. */
export interface Faults {
  strike(phase: FaultPhase, about?: Omit<FaultContext, 'phase' | 'nth'>): FaultKind | undefined;
}

/** Says of each event in turn whether a rule with these conditions strikes it; counts events and strikes. */
export const createCondition = <C extends { readonly prompt?: string }>(
  {
    when,
    times = Number.POSITIVE_INFINITY,
  }: { readonly when?: FaultCondition | ((context: C) => boolean); readonly times?: number },
  random: Random,
): ((context: C) => boolean) => {
  let seen = 0;
  let strikes = 0;
  const meets = (context: C): boolean => {
    if (when === undefined) return true;
    if (typeof when === 'function') return when(context);
    if (when.promptIncludes !== undefined && !context.prompt?.includes(when.promptIncludes)) return false;
    seen += 1;
    if (when.nth !== undefined && ![when.nth].flat().includes(seen)) return false;
    return when.probability === undefined || random() < when.probability;
  };
  return (context) => {
    if (strikes >= times || !meets(context)) return false;
    strikes += 1;
    return true;
  };
};

/** Follows a fault plan; counts events and draws from the given random source. */
export const createFaults = (plan: FaultPlan, random: Random): Faults => {
  const events = new Map<FaultPhase, number>();
  const rules = plan.map((rule) => ({ ...rule, strikes: createCondition<FaultContext>(rule, random) }));
  return {
    strike(phase, about = {}) {
      const nth = (events.get(phase) ?? 0) + 1;
      events.set(phase, nth);
      return rules.find((rule) => rule.phase === phase && rule.strikes({ phase, nth, ...about }))?.kind;
    },
  };
};

/** The error that a fault reports, when it is an error at all. */
export const errorOf = (kind: FaultKind | undefined): ServiceError | undefined => {
  if (typeof kind !== 'object' || !('error' in kind)) return undefined;
  return serviceError(kind.error.code, kind.error.message, kind.error.status);
};
