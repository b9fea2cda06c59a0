import { describe, expect, it } from 'vitest';
import { findBaseUrl } from '#console/config.ts';
import { budgetShown } from '#console/state/budget.ts';
import { checkControls, draftOfControls } from '#console/state/controls-draft.ts';
import { fieldOfProblem } from '#console/state/field-of-problem.ts';
import { addressAsSeenFrom } from '#console/state/local-address.ts';
import { presetDefaults, presetTitle } from '#console/state/preset.ts';
import { nextTheme, rememberTheme, storedTheme } from '#console/state/theme.ts';

describe("the day's budget", () => {
  it('counts what is promised as used', () => {
    expect(budgetShown({ reserved: 2, charged: 3, imagesPerDay: 10 })).toEqual({ used: 5, cap: 10, left: 5 });
    expect(budgetShown({ reserved: 2, charged: 3, imagesPerDay: 4 }).left).toBe(0);
    expect(budgetShown({ reserved: 2, charged: 3 })).toEqual({ used: 5 });
  });
});

describe('the controls of the operator', () => {
  it('are kept as they are, except for what the form says', () => {
    const controls = { paused: true, imagesPerDay: 5, capacity: 3 };
    expect(draftOfControls(controls)).toEqual({ imagesPerDay: '5', capacity: '3' });
    expect(checkControls(controls, { imagesPerDay: '0', capacity: '' })).toEqual({
      ok: true,
      controls: { paused: true, imagesPerDay: 0 },
    });
  });

  it('refuse what core refuses, by field', () => {
    const checked = checkControls({ paused: false }, { imagesPerDay: '-1', capacity: 'many' });
    expect(checked.ok ? [] : Object.keys(checked.problems)).toEqual(['imagesPerDay', 'capacity']);
  });
});

describe('a refusal of the API', () => {
  it.each([
    ['PICTURE_TOO_SMALL', 'images'],
    ['IMAGE_REFUSED', 'images'],
    ['TOO_MANY_IMAGES', 'images'],
    ['PROMPT_REFUSED', 'prompt'],
    ['INSTRUCTION_MISSING', 'prompt'],
    ['PRESET_NOT_FOUND', 'preset'],
    ['VALUE_MISSING', 'preset'],
    ['BUDGET_EXCEEDED', undefined],
    ['NO_ANSWER', undefined],
  ])('%s is shown at %s', (code, field) => {
    expect(fieldOfProblem(code)).toBe(field);
  });
});

describe('this machine under another name', () => {
  it.each([
    ['http://localhost:4400/', 'http://127.0.0.1:4400/files/a?version=1', '/files/a?version=1'],
    ['http://localhost:4400/', 'http://127.0.0.1:9/files/a', 'http://127.0.0.1:9/files/a'],
    ['https://console.example/', 'https://bucket.example/a', 'https://bucket.example/a'],
    ['https://localhost/', 'http://localhost/a', 'http://localhost/a'],
  ])('from %s, %s is loaded as %s', (page, address, expected) => {
    expect(addressAsSeenFrom(page, address)).toBe(expected);
  });
});

describe('presets', () => {
  it('are called by their names in words, and set only the parameters that they name', () => {
    expect(presetTitle('sketch-to-photo')).toBe('Sketch to photo');
    expect(presetDefaults({ parameters: { n: 2, seed: 0, watermark: false } })).toEqual({ n: 2, seed: '0', watermark: false });
    expect(presetDefaults({ parameters: {} })).toEqual({});
  });
});

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

describe('where the API is', () => {
  const readConfig = (config: unknown) => async () => config;
  it.each([
    ['the meta tag', ' https://api.test/ ', { api: 'https://other.test' }, 'https://api.test'],
    ['else config.json', '', { api: 'https://api.test/v1/' }, 'https://api.test/v1'],
    ['else the own origin', undefined, { api: '' }, ''],
    ['the own origin when config.json is something else', '', ['x'], ''],
  ])('says %s', async (_what, meta, config, expected) => {
    expect(await findBaseUrl({ meta, readConfig: readConfig(config) })).toBe(expected);
  });

  it('is the own origin when config.json cannot be had', async () => {
    const readConfig = () => Promise.reject(new Error('404'));
    expect(await findBaseUrl({ meta: '', readConfig })).toBe('');
  });
});
