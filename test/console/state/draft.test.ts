import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS, type Draft, EMPTY_DRAFT, reduceDraft } from '#console/state/draft.ts';
import { type DraftImage, imageLink, moveImage, nameOfLink, roomFor } from '#console/state/draft-image.ts';

const image = (id: string): DraftImage => ({ id, name: `${id}.png`, status: { kind: 'ready', reference: `uploads/${id}.png` } });
const three = [image('a'), image('b'), image('c')];
const ids = (images: readonly DraftImage[]) => images.map(({ id }) => id).join('');
const rejected: Draft = {
  ...EMPTY_DRAFT,
  prompt: 'red',
  idempotencyKey: 'key-1',
  submission: { kind: 'rejected', problem: { code: 'X', message: 'x', hint: 'y' } },
};

describe('the images of a draft', () => {
  it('are at most three, however many come', () => {
    const draft = reduceDraft(EMPTY_DRAFT, { type: 'add-images', images: [...three, image('d')] });
    expect(ids(draft.images)).toBe('abc');
    expect(roomFor(draft.images)).toBe(0);
  });

  it.each([
    ['c', 0, 'cab'],
    ['a', 2, 'bca'],
    ['b', 1, 'abc'],
    ['a', 99, 'bca'],
    ['c', -5, 'cab'],
    ['unknown', 0, 'abc'],
  ])('%s moved to place %i give %s', (id, to, expected) => {
    expect(ids(moveImage(three, id, to))).toBe(expected);
  });

  it('stay the same images wherever they are moved', () => {
    fc.assert(
      fc.property(fc.constantFrom('a', 'b', 'c'), fc.integer(), (id, to) => {
        expect([...ids(moveImage(three, id, to))].sort().join('')).toBe('abc');
      }),
    );
  });

  it('can be updated one by one and removed', () => {
    const draft = { ...EMPTY_DRAFT, images: three };
    const updated = reduceDraft(draft, { type: 'update-image', id: 'b', change: { width: 800 } });
    expect(updated.images.map(({ width }) => width)).toEqual([undefined, 800, undefined]);
    expect(ids(reduceDraft(draft, { type: 'remove-image', id: 'b' }).images)).toBe('ac');
  });

  it('may be links, but only http(s) ones', () => {
    expect(imageLink(' https://example.com/a%20b.jpg ')).toBe('https://example.com/a%20b.jpg');
    expect(imageLink('ftp://example.com/a.jpg')).toBeUndefined();
    expect(imageLink('javascript:alert(1)')).toBeUndefined();
    expect(imageLink('a red https://example.com dress')).toBeUndefined();
    expect(nameOfLink('https://example.com/x/a%20b.jpg?y=1')).toBe('a b.jpg');
    expect(nameOfLink('https://example.com/%E0%A4%A')).toBe('%E0%A4%A');
    expect(nameOfLink('https://example.com')).toBe('example.com');
  });
});

describe('the key that makes sending again safe', () => {
  it('is kept while nothing changes, so that a lost reply is never paid twice', () => {
    const sent = reduceDraft(EMPTY_DRAFT, { type: 'send', idempotencyKey: 'key-1' });
    const failed = reduceDraft(sent, {
      type: 'reject',
      definite: false,
      problem: { code: 'NO_ANSWER', message: 'm', hint: 'h' },
    });
    expect(failed.idempotencyKey).toBe('key-1');
    expect(reduceDraft(failed, { type: 'attempt' }).idempotencyKey).toBe('key-1');
  });

  it('is dropped when the API rejects the request, so that the next try is another edit', () => {
    const sent = reduceDraft(EMPTY_DRAFT, { type: 'send', idempotencyKey: 'key-1' });
    const problem = { code: 'BUDGET_EXCEEDED', message: 'm', hint: 'h' };
    const afterReject = reduceDraft(sent, { type: 'reject', definite: true, problem, record: 'abc' });
    expect(afterReject.idempotencyKey).toBeUndefined();
    expect(afterReject.submission).toEqual({ kind: 'rejected', problem, record: 'abc' });
  });

  it.each([
    { type: 'set-prompt', prompt: 'blue' },
    { type: 'set-parameters', change: { n: 2 } },
    { type: 'choose-preset', preset: 'lighting' },
    { type: 'set-value', name: 'title', value: 'x' },
    { type: 'add-images', images: three },
    { type: 'remove-image', id: 'a' },
    { type: 'move-image', id: 'a', to: 1 },
  ] as const)('is dropped, with the old problem, by $type', (action) => {
    const changed = reduceDraft(rejected, action);
    expect(changed.idempotencyKey).toBeUndefined();
    expect(changed.submission).toEqual({ kind: 'idle' });
  });
});

describe('choosing a preset', () => {
  it('shows its parameters but keeps what the person chose', () => {
    const chosen = reduceDraft(EMPTY_DRAFT, { type: 'set-parameters', change: { n: 3 } });
    const draft = reduceDraft(chosen, { type: 'choose-preset', preset: 'outpaint', defaults: { n: 1, size: '1280*720' } });
    expect(draft.parameters).toEqual({ ...DEFAULT_PARAMETERS, n: 3, size: '1280*720' });
  });

  it('forgets the parameters and values of the one before', () => {
    const first = reduceDraft(EMPTY_DRAFT, { type: 'choose-preset', preset: 'title', defaults: { size: '1280*720' } });
    const filled = reduceDraft(first, { type: 'set-value', name: 'text', value: 'Hello' });
    const second = reduceDraft(filled, { type: 'choose-preset', preset: undefined });
    expect(second.parameters).toEqual(DEFAULT_PARAMETERS);
    expect(second.values).toEqual({});
  });
});

describe('a draft that was sent', () => {
  it('starts over empty', () => {
    expect(reduceDraft(rejected, { type: 'clear' })).toEqual(EMPTY_DRAFT);
  });
});
