import { describe, expect, it } from 'vitest';
import { checkControls, draftOfControls } from '#console/state/controls-draft.ts';

describe('the controls of the operator', () => {
  it('are kept as they are, except for what the form says', () => {
    const controls = { paused: true, imagesPerDay: 5, capacity: 3 };
    expect(draftOfControls(controls)).toEqual({ imagesPerDay: '5', capacity: '3' });
    expect(checkControls(controls, { imagesPerDay: '0', capacity: '' })).toEqual({
      ok: true,
      controls: { paused: true, imagesPerDay: 0 },
    });
  });

  it('are rejected where core rejects them, by field', () => {
    const checked = checkControls({ paused: false }, { imagesPerDay: '-1', capacity: 'many' });
    expect(checked.ok ? [] : Object.keys(checked.problems)).toEqual(['imagesPerDay', 'capacity']);
  });
});
