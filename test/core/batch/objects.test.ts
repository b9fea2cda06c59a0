import { describe, expect, it } from 'vitest';
import { prefixProblem, skipReason } from '#core/batch/objects.ts';
import { MAX_INPUT_BYTES } from '#core/service/limits.ts';

describe('a prefix', () => {
  it.each(['uploads/', 'inputs/holiday/', 'uploads/shop/2026-'])('%s can be edited', (prefix) => {
    expect(prefixProblem(prefix)).toBeUndefined();
  });
  it.each(['', 'holiday', 'results/a/', 'uploads', 'Uploads/a', 'inputs/../results/'])('%j cannot', (prefix) => {
    expect(prefixProblem(prefix)).toMatch(/\S/);
  });
  it('is told where it must begin', () => {
    expect(prefixProblem('results/a/')).toBe('must begin with uploads/ or inputs/, not "results/a/"');
  });
});

describe('what a batch edits', () => {
  it('takes a picture of the greatest length', () => {
    expect(skipReason({ key: 'inputs/a.jpg', bytes: MAX_INPUT_BYTES })).toBeUndefined();
  });
  it.each(['inputs/a.jpg', 'inputs/b/c.JPEG', 'uploads/ü.png', 'uploads/x/y.webp', 'inputs/z.bmp'])('takes %s', (key) => {
    expect(skipReason({ key, bytes: 1 })).toBeUndefined();
  });
  it.each([
    [{ key: 'inputs/notes.txt', bytes: 1 }, 'name'],
    [{ key: 'uploads/a.jpg.json', bytes: 1 }, 'name'],
    [{ key: 'inputs/folder/', bytes: 0 }, 'name'],
    [{ key: 'uploads/.hidden.jpg', bytes: 1 }, 'hidden'],
    [{ key: 'inputs/a.jpg', bytes: 0 }, 'empty'],
    [{ key: 'inputs/a.jpg', bytes: MAX_INPUT_BYTES + 1 }, 'at most'],
  ])('leaves %j alone', (object, why) => {
    expect(skipReason(object)).toContain(why);
  });
});
