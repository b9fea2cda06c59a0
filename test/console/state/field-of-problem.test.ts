import { describe, expect, it } from 'vitest';
import { fieldOfProblem } from '#console/state/field-of-problem.ts';

describe('a problem of the API', () => {
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
