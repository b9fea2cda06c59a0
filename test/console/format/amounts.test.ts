import { describe, expect, it } from 'vitest';
import { ago, bytes, counted, dollars, duration } from '#console/format/amounts.ts';

describe('amounts are written as people read them', () => {
  it.each([
    [0, '$0.00'],
    [0.03, '$0.03'],
    [0.12, '$0.12'],
    [0.0012, '$0.0012'],
    [12.5, '$12.50'],
  ])('%d dollars as %s', (amount, text) => {
    expect(dollars(amount)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KB'],
    [10 * 1024 * 1024, '10 MB'],
  ])('%d bytes as %s', (count, text) => {
    expect(bytes(count)).toBe(text);
  });

  it.each([
    [-5, '0.0 s'],
    [840, '0.8 s'],
    [9_940, '9.9 s'],
    [9_950, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 00 s'],
    [65_000, '1 min 05 s'],
    [7_380_000, '2 h 03 min'],
  ])('%d ms as %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it.each([
    [0, 'just now'],
    [59_999, 'just now'],
    [60_000, '1 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [25 * 3_600_000, 'yesterday'],
    [72 * 3_600_000, '3 days ago'],
  ])('%d ms in the past as %s', (past, text) => {
    expect(ago(1_000_000, 1_000_000 + past)).toBe(text);
  });

  it('counts with the right noun', () => {
    expect([counted(0, 'image'), counted(1, 'image'), counted(2, 'image')]).toEqual(['0 images', '1 image', '2 images']);
  });
});
