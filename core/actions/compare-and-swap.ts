/**
 * Compare-and-swap: read, decide, write if nobody wrote in between, else read and decide again. The one loop of its
 * kind; ours, not p-retry, which waits by the clock of the machine.
 */

/** What a swap works on. `T` is the whole record; its revision is the caller's business. */
export interface Swap<T> {
  read(): Promise<T>;
  /** The record to write in place of `current`, or undefined to leave it. Runs again after a conflict: it must depend on `current` alone. */
  decide(current: T): T | undefined;
  /** Writes `next` only if the stored record is still `current`. */
  write(current: T, next: T): Promise<'committed' | 'conflict'>;
  /** How often it is tried, at least once. */
  readonly tries: number;
  /** Waits after a conflict; `attempt` counts from 0. Absent: tries again at once. */
  pause?(attempt: number): Promise<void>;
}

/** How a swap ended: the record as it is now and whether this call wrote it; `conflict` when every try met somebody else's write. */
export type Swapped<T> = { readonly outcome: 'written' | 'left'; readonly record: T } | { readonly outcome: 'conflict' };

/** Runs a swap. @throws what `read`, `decide` and `write` throw */
export const compareAndSwap = async <T>(swap: Swap<T>): Promise<Swapped<T>> => {
  for (let attempt = 0; attempt < swap.tries; attempt += 1) {
    const current = await swap.read();
    const next = swap.decide(current);
    if (next === undefined) return { outcome: 'left', record: current };
    if ((await swap.write(current, next)) === 'committed') return { outcome: 'written', record: next };
    await swap.pause?.(attempt);
  }
  return { outcome: 'conflict' };
};
