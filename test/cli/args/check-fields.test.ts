import { describe, expect, it } from 'vitest';
import { flagOf } from '#cli/args/check-fields.ts';

describe('flags', () => {
  it('are called like the fields they fill', () => {
    expect(flagOf(['negativePrompt'])).toBe('--negative-prompt');
    expect(flagOf(['values', 'light'], { values: '--value' })).toBe('--value light');
  });
});
