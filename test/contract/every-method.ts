/** Holds a contract suite to its port: a method that no test of the suite calls is a promise that nobody checks. */

/** Notes which methods of a port are called. */
export interface CallWatch<Port extends object> {
  /** The same port, watched. */
  watch(port: Port): Port;
  /** Methods that were not called so far, by name. */
  uncalled(): readonly string[];
}

/** Watches the methods that `methods` names; its type demands all of them, so that a port cannot grow past its suite. */
export const watchCalls = <Port extends object>(methods: Readonly<Record<keyof Port & string, true>>): CallWatch<Port> => {
  const called = new Set<string>();
  return {
    watch: (port) =>
      new Proxy(port, {
        get: (object, property, receiver) => {
          called.add(String(property));
          return Reflect.get(object, property, receiver);
        },
      }),
    uncalled: () => Object.keys(methods).filter((name) => !called.has(name)),
  };
};
