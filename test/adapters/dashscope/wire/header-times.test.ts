import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clockOffsetOf, retryAfterOf } from '#adapters/dashscope/wire/header-times.ts';
import { CLOCK_SKEW_MS } from '#core/admission/submission-window.ts';

const AT = Date.UTC(2026, 10, 22, 10, 0, 0);
const date = (instant: number): string => new Date(instant).toUTCString();

describe('the clock of the service', () => {
  it('is its Date against the middle of the call', () => {
    expect(clockOffsetOf({ date: date(AT + 124_000) }, AT, AT + 1000)).toBe(124_000);
    expect(clockOffsetOf({ date: date(AT - 7_200_000) }, AT - 100, AT + 100)).toBe(-7_199_500);
  });

  it('is unknown without a Date, with one that cannot be read, and when a cache answered with an old one', () => {
    expect(clockOffsetOf({}, AT, AT)).toBeUndefined();
    expect(clockOffsetOf({ date: 'yesterday' }, AT, AT)).toBeUndefined();
    for (const zoneless of ['Sun, 22 Nov 2026 10:00:00', '2026-11-22 10:00:00', 'Sun Nov 22 10:00:00 2026', '0']) {
      expect(clockOffsetOf({ date: zoneless }, AT, AT)).toBeUndefined();
    }
    expect(clockOffsetOf({ date: `${date(AT)}, ${date(AT)}` }, AT, AT)).toBeUndefined();
    expect(clockOffsetOf({ date: date(AT), age: '60' }, AT, AT)).toBeUndefined();
  });
});

describe('the clock of the service, by a call that took long', () => {
  it('is right to 5 s, or unknown', () => {
    const [sent, dated, came] = [fc.integer({ min: 0, max: 8000 }), fc.integer({ min: 0, max: 8000 }), fc.constant(AT)];
    fc.assert(
      fc.property(sent, dated, came, (ms, datedAfter, end) => {
        fc.pre(datedAfter <= ms);
        const read = clockOffsetOf({ date: date(end - ms + datedAfter) }, end - ms, end) ?? Number.NaN;
        expect(Math.abs(read)).toBeLessThan(CLOCK_SKEW_MS / 2);
      }),
    );
    expect(clockOffsetOf({ date: date(AT) }, AT, AT + 8001)).toBeUndefined();
  });

  it('is unknown when ours was set back meanwhile', () => {
    expect(clockOffsetOf({ date: date(AT) }, AT, AT - 1)).toBeUndefined();
  });
});

describe('the wait that an answer asks for', () => {
  it.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': ' 0.25 ' }, 250],
    [{ 'retry-after': '0' }, undefined],
    [{ 'retry-after': '9'.repeat(40) }, 3_600_000],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '100000' }, 3_600_000],
    [{ 'retry-after-ms': '1500', 'retry-after': '60' }, 1500],
    [{ 'retry-after-ms': 'x', 'retry-after': '60' }, 60_000],
    [{ 'retry-after': date(AT + 30_000) }, 30_000],
    [{ 'retry-after': date(AT - 30_000) }, undefined],
    [{ 'retry-after': date(AT + 7_230_000), date: date(AT + 7_200_000) }, 30_000],
    [{ 'retry-after': date(AT + 30_000), date: 'never' }, 30_000],
    [{ 'retry-after': 'tomorrow' }, undefined],
    [{}, undefined],
  ])('is read from seconds, milliseconds or a date of its own clock: %j', (headers, wait) => {
    expect(retryAfterOf(headers as Readonly<Record<string, string>>, AT)).toBe(wait);
  });

  it('is from 1 ms to an hour, whatever stands there', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seconds, milliseconds) => {
        const wait = retryAfterOf({ 'retry-after': seconds, 'retry-after-ms': milliseconds }, AT) ?? 1;
        expect(wait).toBeGreaterThanOrEqual(1);
        expect(wait).toBeLessThanOrEqual(3_600_000);
      }),
    );
  });
});
