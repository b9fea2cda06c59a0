/** Where in the console one is: everything that can be linked to, written in the hash of the address. */
import { EDIT_STATES, type EditState } from '#core/edit/state.ts';
import { omitUndefined } from '#core/omit-undefined.ts';

/** What history shows. */
export interface HistoryFilter {
  readonly state?: EditState;
  readonly search?: string;
}

/** A place in the console. */
export type Route =
  | { readonly name: 'compose' }
  | { readonly name: 'history'; readonly filter: HistoryFilter }
  | { readonly name: 'edit'; readonly editId: string }
  | { readonly name: 'operations' }
  | { readonly name: 'unknown'; readonly hash: string };

/** Reads the hash of an address, with or without `#`. */
export const parseRoute = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 0) return { name: 'compose' };
  if (parts[0] === 'operations' && parts.length === 1) return { name: 'operations' };
  if (parts[0] === 'edits' && parts.length === 1) return { name: 'history', filter: parseFilter(query) };
  if (parts[0] === 'edits' && parts.length === 2 && parts[1] !== undefined && /^[0-9a-zA-Z_-]+$/.test(parts[1])) {
    return { name: 'edit', editId: parts[1] };
  }
  return { name: 'unknown', hash };
};

/** The address of a place, starting with `#/`. */
export const hrefOf = (route: Exclude<Route, { name: 'unknown' }>): string => {
  switch (route.name) {
    case 'compose':
      return '#/';
    case 'operations':
      return '#/operations';
    case 'edit':
      return `#/edits/${route.editId}`;
    case 'history':
      return `#/edits${filterQuery(route.filter)}`;
  }
};

const parseFilter = (query: string): HistoryFilter => {
  const parameters = new URLSearchParams(query);
  const state = EDIT_STATES.find((known) => known === parameters.get('state'));
  const search = parameters.get('search') ?? '';
  return { ...omitUndefined({ state }), ...(search === '' ? {} : { search }) };
};

const filterQuery = ({ state, search }: HistoryFilter): string => {
  const query = new URLSearchParams();
  if (state !== undefined) query.set('state', state);
  if (search !== undefined && search !== '') query.set('search', search);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
};
