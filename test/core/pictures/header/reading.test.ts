import { describe, expect, it } from 'vitest';
import { goesOnAt } from '#core/pictures/header/reading.ts';

describe('a header that goes on behind the bytes at hand', () => {
  it('is broken when the file ends before', () => {
    expect(goesOnAt({ bytes: new DataView(new ArrayBuffer(0)), totalBytes: 10 }, 11)).toEqual({
      kind: 'broken',
      why: 'the file ends in the middle of its header',
    });
    expect(goesOnAt({ bytes: new DataView(new ArrayBuffer(0)), totalBytes: 10 }, 10)).toEqual({ kind: 'needs', bytes: 4106 });
  });
});
