/**
 * Functions as Lambda runs them: an invocation may be killed at any call of a port or by its own time limit. Whatever it waited for
 * then never answers it, and its answer is an error of Lambda's.
 */
import { Unavailable } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import { namedError } from '#test/support/asl-walker.ts';
import type { Fault, FaultSource, InvocationFaults, PortName } from './faults.ts';

/** Time that a call of a port takes, in ms. */
export type Latency = (port: PortName) => number;

/** What invocations need. */
export interface InvokerDeps<Ports extends Readonly<Record<PortName, object>>> {
  readonly clock: Clock;
  /** The clock that functions read; it may be wrong. */
  readonly machineClock: Pick<Clock, 'now'>;
  /** The ports as one invocation has them; its clock stops with it. */
  portsOver(clock: Clock): Ports;
  readonly faults: FaultSource;
  readonly latency: Latency;
  /** Hears of every call, in order. */
  readonly onCall: (functionName: string, port: PortName, method: string, fault: Fault | undefined) => void;
}

/** What a function gets: the ports, each call of which may go wrong, and the clock, which stops with the function. */
export type InvocationPorts<Ports> = Ports & { readonly clock: Clock };

/** Runs one invocation of a function. @throws what the function throws, or Lambda's own error when it was killed */
export type Invoke<Ports> = <R>(
  functionName: string,
  timeoutSeconds: number,
  run: (ports: InvocationPorts<Ports>) => Promise<R>,
) => Promise<R>;

interface Life {
  dead: boolean;
  kill(error: Error): void;
}

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** Runs functions over ports that go wrong. */
export const createInvoker = <Ports extends Readonly<Record<PortName, object>>>(deps: InvokerDeps<Ports>): Invoke<Ports> => {
  const { clock, faults } = deps;

  const once = async <R>(name: string, seconds: number, run: (ports: InvocationPorts<Ports>) => Promise<R>): Promise<R> => {
    const timer = new AbortController();
    const plan = faults.begin(name);
    const life: Life = { dead: false, kill: () => undefined };
    const killed = new Promise<never>((_, reject) => {
      life.kill = (error) => {
        life.dead = true;
        reject(error);
      };
    });
    killed.catch(() => undefined);
    clock.sleep(seconds * 1000, timer.signal).then(
      () => life.kill(namedError('Sandbox.Timedout', `${name} took longer than ${seconds} s`)),
      () => undefined,
    );
    try {
      const answer = await Promise.race([run(portsOf(deps, name, plan, life)), killed]);
      if (plan.diesAtEnd()) throw died(name);
      return answer;
    } finally {
      life.dead = true;
      timer.abort(new Error('over'));
    }
  };

  return (name, seconds, run) => {
    if (faults.twice()) once(name, seconds, run).catch(() => undefined);
    return once(name, seconds, run);
  };
};

const died = (name: string): Error => namedError('Lambda.Unknown', `${name} was killed`);

const portsOf = <Ports extends Readonly<Record<PortName, object>>>(
  deps: InvokerDeps<Ports>,
  name: string,
  plan: InvocationFaults,
  life: Life,
): InvocationPorts<Ports> => {
  const clock = mortalClock(deps, life);
  const wrapped = Object.entries(deps.portsOver(clock)).map(([port, target]) => [
    port,
    wrapPort(target, (method, effect) => call(deps, name, plan, life, port as PortName, method, effect)),
  ]);
  return { ...(Object.fromEntries(wrapped) as Ports), clock };
};

type Effect = () => Promise<unknown>;

const call = async (
  { clock, latency, onCall }: InvokerDeps<Readonly<Record<PortName, object>>>,
  name: string,
  plan: InvocationFaults,
  life: Life,
  port: PortName,
  method: string,
  effect: Effect,
): Promise<unknown> => {
  if (life.dead) return never();
  const fault = plan.next(port, method);
  onCall(name, port, method, fault);
  const inProcess = port === 'model' || port === 'downloads';
  const outcome = await strike(
    clock,
    fault,
    () => (life.dead && inProcess ? never() : effect()),
    latency(port),
    () => life.kill(died(name)),
  );
  return life.dead ? never() : outcome();
};

type Outcome = () => unknown;

/** Lets the effect happen, or not; what was sent happens even when its sender died meanwhile, but a dead client sends nothing. */
const strike = async (
  clock: Clock,
  fault: Fault | undefined,
  effect: Effect,
  latencyMs: number,
  kill: () => void,
): Promise<Outcome> => {
  if (fault?.kind === 'crash-before') kill();
  if (fault?.kind === 'crash-before') return () => undefined;
  if (latencyMs > 0) await clock.sleep(latencyMs);
  if (fault?.kind === 'error-before') return fail;
  if (fault?.kind === 'delay') await clock.sleep(fault.ms);
  const outcome = await effect().then(
    (value): Outcome =>
      () =>
        value,
    (error: unknown): Outcome =>
      () => {
        throw error;
      },
  );
  if (fault?.kind === 'crash-after') kill();
  return fault?.kind === 'error-after' ? fail : outcome;
};

const fail = (): never => {
  throw new Unavailable({
    code: 'SIMULATED_FAULT',
    message: 'the call failed as the simulation wanted',
    hint: 'Nothing to do; it is a simulation.',
  });
};

const wrapPort = (target: object, callThrough: (method: string, effect: Effect) => Promise<unknown>): object =>
  new Proxy(target, {
    get: (object, property) => {
      const member: unknown = Reflect.get(object, property);
      if (typeof member !== 'function' || typeof property !== 'string') return member;
      return (...parameters: unknown[]) =>
        callThrough(property, async () => (member as (...given: unknown[]) => unknown).apply(object, parameters));
    },
  });

/** A killed function wakes up no more. */
const mortalClock = ({ clock, machineClock }: Pick<InvokerDeps<never>, 'clock' | 'machineClock'>, life: Life): Clock => ({
  now: () => machineClock.now(),
  sleep: async (ms, signal) => {
    if (life.dead) return never();
    await clock.sleep(ms, signal).catch((error: unknown) => {
      if (!life.dead) throw error;
    });
    if (life.dead) return never();
  },
});
