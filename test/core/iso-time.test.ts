import { describe, expect, it } from 'vitest';
import { isoTime } from '#core/iso-time.ts';

describe('an instant for readers outside', () => {
  it('is ISO 8601 in UTC, to the millisecond', () => {
    expect([0, 1_767_225_600_001].map(isoTime)).toEqual(['1970-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z']);
  });
});
