/** Crashes at a chosen call of a port: the function is gone from there on, as a killed one is, and the workflow sees what Lambda would say. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { namedError } from './asl-walker.ts';

/** Whether the call that crashes had its effect. */
export type CrashMoment = 'before' | 'after';

/** A crash that happens once. */
export interface Crash {
  readonly wrap: <T extends object>(port: T, name: string) => T;
  readonly around: <R>(invoke: () => Promise<R>) => Promise<R>;
  /** Calls of all ports so far. */
  readonly calls: number;
  /** The call that crashed, as `port.method`; undefined when it was never reached. */
  readonly at: string | undefined;
}

/** Crashes the invocation that makes call number `target` (from 1), before or after the effect of that call. */
export const createCrash = (target: number, moment: CrashMoment): Crash => {
  const invocation = new AsyncLocalStorage<{ dead: boolean }>();
  let calls = 0;
  let at: string | undefined;
  const killed = (): Error => namedError('Sandbox.Timedout', 'the function was killed');

  return {
    get calls() {
      return calls;
    },
    get at() {
      return at;
    },
    wrap: (port, name) =>
      new Proxy(port, {
        get: (object, property, receiver) => {
          const method: unknown = Reflect.get(object, property, receiver);
          if (typeof method !== 'function') return method;
          return async (...parameters: unknown[]) => {
            const current = invocation.getStore();
            if (current === undefined) return method.apply(object, parameters);
            if (current.dead) throw killed();
            calls += 1;
            if (calls !== target) return method.apply(object, parameters);
            at = `${name}.${String(property)}`;
            if (moment === 'after') await Promise.resolve(method.apply(object, parameters)).catch(() => undefined);
            current.dead = true;
            throw killed();
          };
        },
      }),
    around: (invoke) => {
      const current = { dead: false };
      return invocation.run(current, async () => {
        const outcome = await invoke().then(
          (value) => () => value,
          (error: unknown) => () => {
            throw error;
          },
        );
        if (current.dead) throw killed();
        return outcome();
      });
    },
  };
};
