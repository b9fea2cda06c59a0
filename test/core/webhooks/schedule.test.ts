import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTEMPTS_PER_ROUND, JITTER, MAX_RETRY_AFTER_MS, RETRY_DELAYS_MS, retryDelayMs } from '#core/webhooks/schedule.ts';

const HOUR = 3_600_000;

describe('the retry schedule', () => {
  it('tries seven times over about 28 hours', () => {
    expect(ATTEMPTS_PER_ROUND).toBe(7);
    const total = RETRY_DELAYS_MS.reduce((sum, delay) => sum + delay, 0);
    expect(total / HOUR).toBeGreaterThan(27);
    expect(total / HOUR).toBeLessThan(28);
  });

  it('stays within a tenth of the plan and never grows shorter from step to step, except between the last two', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const delays = RETRY_DELAYS_MS.map((_, step) => retryDelayMs(step + 1, key) ?? 0);
        for (const [step, planned] of RETRY_DELAYS_MS.entries()) {
          expect(Math.abs((delays[step] ?? 0) - planned)).toBeLessThanOrEqual(planned * JITTER + 1);
        }
        const growing = delays.slice(0, -1);
        expect([...growing].sort((a, b) => a - b)).toEqual(growing);
      }),
    );
  });

  it('is the same for the same delivery and spreads different ones', () => {
    const first = Array.from({ length: 100 }, (_, i) => retryDelayMs(1, `msg_${i}`) ?? 0);
    expect(Array.from({ length: 100 }, (_, i) => retryDelayMs(1, `msg_${i}`) ?? 0)).toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(90);
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(RETRY_DELAYS_MS[0] * JITTER);
  });

  it('ends after the last attempt', () => {
    expect(retryDelayMs(ATTEMPTS_PER_ROUND, 'msg')).toBeUndefined();
    expect(retryDelayMs(ATTEMPTS_PER_ROUND + 5, 'msg')).toBeUndefined();
  });

  it('waits longer when the consumer asks for it, but not for more than a day', () => {
    expect(retryDelayMs(1, 'msg', HOUR)).toBe(HOUR);
    expect(retryDelayMs(1, 'msg', 1000)).toBe(retryDelayMs(1, 'msg'));
    expect(retryDelayMs(1, 'msg', 1e12)).toBe(MAX_RETRY_AFTER_MS);
    expect(retryDelayMs(ATTEMPTS_PER_ROUND, 'msg', HOUR)).toBeUndefined();
  });
});
