/** The clock of a run: virtual, in whole milliseconds as a real one. */
import { createVirtualClock, type VirtualClock } from '#test/support/virtual-clock.ts';

/** A virtual clock that never stands between two milliseconds: every sleep is rounded up. */
export const createRunClock = (): VirtualClock => {
  const clock = createVirtualClock();
  return {
    now: () => clock.now(),
    get sleeping() {
      return clock.sleeping;
    },
    sleep: (ms, signal) => clock.sleep(Math.ceil(ms), signal),
    advance: (ms) => clock.advance(Math.ceil(ms)),
    runAll: (maxMs) => clock.runAll(maxMs),
    drive: (promise) => clock.drive(promise),
  };
};
