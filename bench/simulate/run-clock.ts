/** The clock of a run: virtual, in whole milliseconds as a real one. */
import { createVirtualClock, type VirtualClock } from '#test/support/virtual-clock.ts';

/** Every so many instants the event loop gets a turn of its own, for what Node cleans up only there. */
const TURN_EVERY = 4096;

/**
 * A virtual clock that never stands between two milliseconds: every sleep is rounded up. Nothing in a run leaves the process, so all
 * that can happen at an instant happens in microtasks; a tick queued among them comes after the last of them, without the cost of a
 * turn of the event loop.
 */
export const createRunClock = (): VirtualClock => {
  let instants = 0;
  const clock = createVirtualClock({
    settle: () =>
      new Promise((resolve) => {
        instants += 1;
        if (instants % TURN_EVERY === 0) setImmediate(resolve);
        else process.nextTick(resolve);
      }),
  });
  return {
    now: () => clock.now(),
    unset: () => clock.unset(),
    set: (ms) => clock.set(ms),
    get sleeping() {
      return clock.sleeping;
    },
    sleep: (ms, signal) => clock.sleep(Math.ceil(ms), signal),
    advance: (ms) => clock.advance(Math.ceil(ms)),
    runAll: (maxMs) => clock.runAll(maxMs),
    drive: (promise) => clock.drive(promise),
  };
};
