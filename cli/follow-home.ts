/**
 * Calls that follow a home: when its Darkroom is gone, the next call goes to the one that works there now. One that was another
 * command's own ended with that command, and nobody starts it again: then this command starts its own, so that what is paid arrives.
 */

/** A Darkroom that works in a home. */
export interface Running {
  readonly url: string;
  /** Whether it runs until a person stops it, and not only for as long as a command takes. */
  readonly stays: boolean;
  /** Stops it: only one of this command's own. */
  readonly stop?: () => Promise<void>;
}

/** How a Darkroom is found or started in the home. */
export interface FollowDeps {
  readonly find: () => Promise<Running | undefined>;
  readonly start: () => Promise<Running>;
  readonly send?: typeof globalThis.fetch;
}

/** A `fetch` for the address of `first`, which sends nothing twice, and what stops a Darkroom of one's own. */
export const followHome = (first: Running, { find, start, send = globalThis.fetch }: FollowDeps) => {
  let current = first;
  let closed = false;
  let looking: Promise<void> | undefined;

  const lookAgain = async (): Promise<void> => {
    if (current.stop !== undefined) return;
    const found = (await find()) ?? (current.stays || closed ? undefined : await start().catch(() => undefined));
    current = found ?? current;
  };

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const address = String(input);
    try {
      return await send(address.startsWith(first.url) ? current.url + address.slice(first.url.length) : address, init);
    } catch (error) {
      if (init?.signal?.aborted === true) throw error;
      looking ??= lookAgain().finally(() => {
        looking = undefined;
      });
      await looking;
      throw error;
    }
  };

  return {
    fetch,
    close: async (): Promise<void> => {
      closed = true;
      await looking;
      await current.stop?.();
    },
  };
};
