import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hrefOf, parseRoute } from '#console/state/route.ts';
import { EDIT_STATES } from '#core/edit/state.ts';

describe('an address of the console', () => {
  it.each([
    ['', { name: 'compose' }],
    ['#/', { name: 'compose' }],
    ['#/operations', { name: 'operations' }],
    ['#/edits', { name: 'history', filter: {} }],
    ['#/edits/abc123', { name: 'edit', editId: 'abc123' }],
    ['#/edits?state=FAILED&search=red+dress', { name: 'history', filter: { state: 'FAILED', search: 'red dress' } }],
  ])('%j is read', (hash, route) => {
    expect(parseRoute(hash)).toEqual(route);
  });

  it('leaves out a state that does not exist', () => {
    expect(parseRoute('#/edits?state=BROKEN')).toEqual({ name: 'history', filter: {} });
  });

  it.each(['#/nowhere', '#/edits/a/b', '#/edits/<script>', '#/operations/x'])('%j names no place', (hash) => {
    expect(parseRoute(hash)).toEqual({ name: 'unknown', hash });
  });

  it('of any filter is parsed back to that filter', () => {
    const filter = fc.record(
      { state: fc.constantFrom(...EDIT_STATES), search: fc.string({ minLength: 1 }) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(filter, (given) => {
        expect(parseRoute(hrefOf({ name: 'history', filter: given }))).toEqual({ name: 'history', filter: given });
      }),
    );
  });
});
