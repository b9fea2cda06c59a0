/** What goes wrong at a call of a port, and when a function dies. */
import { oneOf, type Random, wholeBetween } from './seeded.ts';

/** The ports that functions call. */
export type PortName = 'ledger' | 'store' | 'workflow' | 'model' | 'downloads' | 'publisher';

/**
 * One fault. `error-before`: nothing happened. `error-after`: it happened, the reply is lost. `delay`: it happens later.
 * `crash-before` and `crash-after`: the function is killed at this call.
 */
export type Fault =
  | { readonly kind: 'error-before' | 'error-after' | 'crash-before' | 'crash-after' }
  | { readonly kind: 'delay'; readonly ms: number };

/** The faults of one invocation of a function. */
export interface InvocationFaults {
  /** The fault of the next call, if any. */
  next(port: PortName, method: string): Fault | undefined;
  /** Whether the function is killed after its last call, before its answer is heard. */
  readonly diesAtEnd: () => boolean;
}

/** The faults of a run. */
export interface FaultSource {
  begin(functionName: string): InvocationFaults;
  /** Whether this invocation runs a second time at the same moment, as Lambda sometimes does. */
  readonly twice: () => boolean;
}

/** Nothing goes wrong. */
export const NO_FAULTS: FaultSource = {
  begin: () => ({ next: () => undefined, diesAtEnd: () => false }),
  twice: () => false,
};

/** How often what goes wrong: shares in [0, 1]. */
export interface FaultRates {
  /** Of the calls of ports: errors before the effect, errors after it and delays in equal parts. */
  readonly calls: number;
  /** Of the invocations: killed at one of their calls, or before their answer is heard. */
  readonly crashes: number;
  /** Of the invocations: run twice at the same moment. */
  readonly twice: number;
}

/** Calls at which a function may be killed; one that makes fewer is killed at its end. */
const LATEST_CRASH = 24;

/** Bounds of a delay, in ms; most are short, some outlast the deadlines. */
const DELAY_MS = { least: 50, most: 40_000 } as const;

/**
 * The same before a call of the service: a process that stands still. The delays of the network come on top (service-fetch.ts). Both
 * together stay below what money rule 1 counts on: a create that is abandoned never arrives later than its create lock's window.
 */
const STANDSTILL_MS = { least: 50, most: 5_000 } as const;

/** Faults drawn from a random stream. Errors of the service travel over the simulated wire instead (see service-faults.ts). */
export const createRandomFaults = (random: Random, rates: FaultRates): FaultSource => ({
  twice: () => rates.twice > 0 && random() < rates.twice,
  begin: () => {
    const doomed = rates.crashes > 0 && random() < rates.crashes;
    const lastCall = doomed ? wholeBetween(random, 1, LATEST_CRASH) : 0;
    let calls = 0;
    return {
      next: (port) => {
        calls += 1;
        if (calls === lastCall) return { kind: random() < 0.5 ? 'crash-before' : 'crash-after' };
        if (rates.calls === 0 || random() >= rates.calls) return undefined;
        const toService = port === 'model' || port === 'downloads';
        const kind = oneOf(random, toService ? DELAYS : ANY);
        const { least, most } = toService ? STANDSTILL_MS : DELAY_MS;
        return kind === 'delay' ? { kind, ms: least * (most / least) ** random() } : { kind };
      },
      diesAtEnd: () => doomed && calls < lastCall,
    };
  },
});

const ANY = ['error-before', 'error-after', 'delay'] as const;
const DELAYS = ['delay'] as const;

/** A single fault at call number `target` (from 1) of the whole run, counted over all functions. */
export interface SingleFault extends FaultSource {
  readonly calls: number;
  /** Where the fault struck, as `function port.method`; undefined when the run had fewer calls. */
  readonly at: string | undefined;
}

/** Strikes once for each target, in order; everything else goes well. */
export const createSingleFaults = (targets: ReadonlyMap<number, Fault>): SingleFault => {
  let calls = 0;
  const struck: string[] = [];
  return {
    get calls() {
      return calls;
    },
    get at() {
      return struck.length === 0 ? undefined : struck.join(', ');
    },
    twice: () => false,
    begin: (functionName) => ({
      next: (port, method) => {
        calls += 1;
        const fault = targets.get(calls);
        if (fault !== undefined) struck.push(`${fault.kind} at ${functionName} ${port}.${method}`);
        return fault;
      },
      diesAtEnd: () => false,
    }),
  };
};
