import { describe, expect, it } from 'vitest';
import { clockOffsetOf } from '#adapters/dashscope/wire/header-times.ts';

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
    expect(clockOffsetOf({ date: date(AT), age: '60' }, AT, AT)).toBeUndefined();
  });
});
