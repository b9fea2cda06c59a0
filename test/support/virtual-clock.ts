/** Time that moves only when a test says so, and moves straight to the next instant at which somebody wakes. */
import type { Clock } from '#core/ports/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
  gone: boolean;
}

/** A {@link Clock} under a test's control. */
export interface VirtualClock extends Clock {
  /** How many sleepers there are. */
  readonly sleeping: number;
  /** Sets the clock on (or back: negative) without any time passing: what `now` says changes, sleepers wake when they would have. */
  set(ms: number): void;
  /** The time that has really passed, as if the clock had never been set, epoch ms. */
  unset(): number;
  /** Moves time on by `ms`, waking every sleeper at its own instant, in order; what a sleeper does on waking happens in between. */
  advance(ms: number): Promise<void>;
  /** Moves time on until nobody sleeps any more; gives up after `maxMs` of virtual time (default one year). */
  runAll(maxMs?: number): Promise<void>;
  /** Moves time on until the promise settles and answers as it does. @throws Error when nobody sleeps and the promise still waits */
  drive<T>(promise: Promise<T>): Promise<T>;
}

/** Default beginning of virtual time: 2026-01-01T00:00:00Z, epoch ms. */
export const VIRTUAL_EPOCH = Date.UTC(2026, 0, 1);

const oneTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * A virtual clock that starts at `start` (epoch ms). `settle` lets everything that can happen now happen; the default, one turn of
 * the event loop, is enough for work in memory, work over sockets needs a longer one.
 */
export const createVirtualClock = ({
  start = VIRTUAL_EPOCH,
  settle = oneTurn,
}: {
  readonly start?: number;
  readonly settle?: () => Promise<void>;
} = {}): VirtualClock => {
  const heap = createHeap();
  let now = start;
  let setBy = 0;
  let order = 0;

  const wakeNext = async (until: number): Promise<boolean> => {
    const first = heap.peek();
    if (first === undefined || first.at > until) return false;
    now = Math.max(now, first.at);
    while (heap.peek()?.at === first.at) {
      heap.pop()?.wake();
    }
    await settle();
    return true;
  };

  return {
    now: () => now + setBy,
    unset: () => now,
    set: (ms) => {
      setBy += ms;
    },
    get sleeping() {
      return heap.size();
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = (): void => {
          sleeper.gone = true;
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          at: now + Math.max(0, ms),
          order: order++,
          gone: false,
          wake: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        heap.push(sleeper);
      }),
    advance: async (ms) => {
      const until = now + ms;
      await settle();
      while (await wakeNext(until));
      now = until;
    },
    runAll: async (maxMs = 365 * 24 * 3_600_000) => {
      const until = now + maxMs;
      await settle();
      while (await wakeNext(until));
      if (heap.peek() !== undefined) throw new Error(`somebody still sleeps after ${maxMs} ms of virtual time`);
    },
    drive: async (promise) => {
      let settled = false;
      const mark = (): void => {
        settled = true;
      };
      promise.then(mark, mark);
      await settle();
      for (let idle = 0; !settled; ) {
        if (await wakeNext(Number.POSITIVE_INFINITY)) {
          idle = 0;
          continue;
        }
        await settle();
        idle += 1;
        if (idle > 1000 && !settled) throw new Error('the promise waits for something that no clock will bring');
      }
      return promise;
    },
  };
};

/** Sleepers by instant, then by the order in which they fell asleep. Aborted ones are dropped when they come up. */
const createHeap = () => {
  const items: Sleeper[] = [];
  const before = (a: Sleeper | undefined, b: Sleeper | undefined): boolean =>
    a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order));
  const swap = (i: number, j: number): void => {
    const [a, b] = [items[i], items[j]];
    if (a === undefined || b === undefined) return;
    items[i] = b;
    items[j] = a;
  };
  const push = (sleeper: Sleeper): void => {
    let i = items.push(sleeper) - 1;
    for (let parent = (i - 1) >> 1; i > 0 && before(items[i], items[parent]); i = parent, parent = (i - 1) >> 1) swap(i, parent);
  };
  const removeFirst = (): Sleeper | undefined => {
    const first = items[0];
    const last = items.pop();
    if (first === undefined || last === undefined || items.length === 0) return first;
    items[0] = last;
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      const least = before(items[right], items[left]) ? right : left;
      if (!before(items[least], items[i])) return first;
      swap(i, least);
      i = least;
    }
  };
  const dropGone = (): void => {
    while (items[0]?.gone) removeFirst();
  };
  return {
    push,
    peek: (): Sleeper | undefined => {
      dropGone();
      return items[0];
    },
    pop: (): Sleeper | undefined => {
      dropGone();
      return removeFirst();
    },
    size: (): number => items.filter((sleeper) => !sleeper.gone).length,
  };
};
