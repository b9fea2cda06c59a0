import { describe, expect, it } from 'vitest';
import { nextTheme, rememberTheme, storedTheme } from '#console/state/theme.ts';

describe('the theme', () => {
  it('walks from the system through dark and light and back', () => {
    expect([nextTheme('system'), nextTheme('dark'), nextTheme('light')]).toEqual(['dark', 'light', 'system']);
  });

  it('is the system when nothing, nonsense or no storage is there', () => {
    const forbidden = () => {
      throw new Error('storage is not allowed');
    };
    expect(storedTheme(() => ({ getItem: () => null }))).toBe('system');
    expect(storedTheme(() => ({ getItem: () => 'sepia' }))).toBe('system');
    expect(storedTheme(() => ({ getItem: () => 'light' }))).toBe('light');
    expect(storedTheme(forbidden)).toBe('system');
    expect(() => rememberTheme(forbidden, 'dark')).not.toThrow();
  });
});
