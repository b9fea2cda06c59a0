import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSteadyClock, MOST_AHEAD_MS } from '#adapters/embedded/steady-clock.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);

/** A machine whose clock can be moved while time goes by. */
const machineAt = (start = START) => {
  let [wall, gone] = [start, 0];
  return {
    machine: { now: () => wall, sleep: async () => undefined },
    elapsed: () => gone,
    pass: (ms: number): void => {
      wall += ms;
      gone += ms;
    },
    move: (ms: number): void => {
      wall += ms;
    },
  };
};

describe('the steady clock', () => {
  it('is the machine’s while nobody moves that', () => {
    const { pass, ...deps } = machineAt();
    const clock = createSteadyClock({ ...deps, lastSeen: START - HOUR });
    for (const ms of [1, 1000, HOUR]) {
      pass(ms);
      expect(clock.now()).toBe(deps.machine.now());
    }
    expect([clock.moved(), clock.ahead()]).toEqual([undefined, 0]);
  });

  it('goes on by what elapses when the machine’s is set back by hours, until that has caught up', () => {
    const { pass, move, ...deps } = machineAt();
    const clock = createSteadyClock(deps);
    pass(1000);
    move(-3 * HOUR);
    expect(clock.now()).toBe(START + 1000);
    expect([clock.moved(), clock.moved()]).toEqual([-3 * HOUR, undefined]);
    pass(60_000);
    expect([clock.now(), clock.ahead()]).toEqual([START + 61_000, 3 * HOUR]);
    move(3 * HOUR + 5);
    expect([clock.now(), clock.ahead()]).toEqual([deps.machine.now(), 0]);
  });

  it('follows a clock that is set forward, or a machine that slept, and tells', () => {
    const { move, ...deps } = machineAt();
    const clock = createSteadyClock(deps);
    move(8 * HOUR);
    expect(clock.now()).toBe(START + 8 * HOUR);
    expect(clock.moved()).toBe(8 * HOUR);
  });

  it('does not go back at a restart either', () => {
    const { pass, ...deps } = machineAt();
    const clock = createSteadyClock({ ...deps, lastSeen: START + 2 * HOUR });
    expect(clock.moved()).toBe(-2 * HOUR);
    pass(500);
    expect(clock.now()).toBe(START + 2 * HOUR + 500);
    expect(clock.moved()).toBeUndefined();
  });

  it('follows the machine’s when that is further behind than any wait can last: its own time was wrong', () => {
    const { pass, move, ...deps } = machineAt();
    const clock = createSteadyClock(deps);
    move(10 * 365 * 24 * HOUR);
    expect(clock.now()).toBe(deps.machine.now());
    move(-10 * 365 * 24 * HOUR);
    pass(1);
    expect(clock.now()).toBe(START + 1);
    expect(createSteadyClock({ ...deps, lastSeen: START + MOST_AHEAD_MS + 2 }).now()).toBe(START + 1);
  });

  it('takes small adjustments for what they are', () => {
    const { move, ...deps } = machineAt();
    const clock = createSteadyClock(deps);
    move(-1500);
    expect(clock.moved()).toBeUndefined();
    expect(clock.now()).toBe(START);
  });

  it('never goes back, and never makes a wait longer than it is, however its machine is moved within a day', () => {
    const step = fc.tuple(fc.integer({ min: -6 * HOUR, max: 6 * HOUR }), fc.integer({ min: 0, max: HOUR }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 4 }), (steps) => {
        const { pass, move, ...deps } = machineAt();
        const clock = createSteadyClock(deps);
        for (const [moved, passed] of steps) {
          move(moved);
          const before = clock.now();
          pass(passed);
          expect(clock.now() - before).toBeGreaterThanOrEqual(passed);
        }
      }),
    );
  });
});
