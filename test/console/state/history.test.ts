import { describe, expect, it } from 'vitest';
import { EMPTY_HISTORY, reduceHistory } from '#console/state/history.ts';
import { editView } from '../edit-view.ts';

const page = (...ids: readonly string[]) => ({ edits: ids.map((id) => editView({ id })) });
const shown = reduceHistory(EMPTY_HISTORY, { type: 'page', afresh: true, page: { ...page('c', 'b'), cursor: 'next' } });
const ids = (history: typeof shown) => history.edits.map(({ id }) => id);

describe('the list of edits', () => {
  it('grows by pages and shows an edit once, even when it moved between two pages', () => {
    const grown = reduceHistory(shown, { type: 'page', afresh: false, page: page('b', 'a') });
    expect(ids(grown)).toEqual(['c', 'b', 'a']);
    expect(grown.cursor).toBeUndefined();
  });

  it('takes newer views and newer edits from a refresh and keeps the rest and its cursor', () => {
    const newest = { edits: [editView({ id: 'd' }), editView({ id: 'c', status: 'FAILED' })], cursor: 'other' };
    const refreshed = reduceHistory(shown, { type: 'refresh', page: newest });
    expect(ids(refreshed)).toEqual(['d', 'c', 'b']);
    expect(refreshed.edits[1]?.status).toBe('FAILED');
    expect(refreshed.cursor).toBe('next');
  });

  it('is empty while another filter loads, and counts as loaded only when a page has arrived', () => {
    const loading = reduceHistory(shown, { type: 'load', afresh: true });
    expect([loading.edits.length, loading.loading, loading.loaded]).toEqual([0, true, false]);
    expect(reduceHistory(loading, { type: 'page', afresh: true, page: page() }).loaded).toBe(true);
  });

  it('keeps its edits when the next page fails to load', () => {
    const problem = { code: 'NO_ANSWER', message: 'm', hint: 'h' };
    const failed = reduceHistory(reduceHistory(shown, { type: 'load', afresh: false }), { type: 'fail', problem });
    expect([ids(failed), failed.problem, failed.loading]).toEqual([['c', 'b'], problem, false]);
  });
});
