import { describe, expect, it } from 'vitest';
import { controlsSchema } from '#core/admission/controls-schema.ts';
import { schemaProblems } from '#core/text/schema-problems.ts';

describe('the controls', () => {
  it.each([
    [{ paused: true }, true],
    [{ paused: false, capacity: 1000, imagesPerDay: 0 }, true],
    [{}, false],
    [{ paused: 'no' }, false],
    [{ paused: false, capacity: 0 }, false],
    [{ paused: false, capacity: 1001 }, false],
    [{ paused: false, imagesPerDay: -1 }, false],
    [{ paused: false, imagesPerDay: 1.5 }, false],
    [{ paused: false, pause: true }, false],
  ])('%j are acceptable: %s', (controls, fine) => {
    const parsed = controlsSchema.safeParse(controls);
    expect(parsed.success).toBe(fine);
    if (!parsed.success) expect(schemaProblems(controlsSchema, parsed.error.issues, controls)).not.toEqual([]);
  });
});
