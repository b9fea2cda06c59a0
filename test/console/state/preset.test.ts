import { describe, expect, it } from 'vitest';
import { presetDefaults, presetTitle } from '#console/state/preset.ts';

describe('presets', () => {
  it('are called by their names in words, and set only the parameters that they name', () => {
    expect(presetTitle('sketch-to-photo')).toBe('Sketch to photo');
    expect(presetDefaults({ parameters: { n: 2, seed: 0, watermark: false } })).toEqual({ n: 2, seed: '0', watermark: false });
    expect(presetDefaults({ parameters: {} })).toEqual({});
  });
});
