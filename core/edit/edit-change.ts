/** A change to an edit's record, and the record that it makes. */
import { type Edit, NEXT_STATES } from './edit.ts';

/** The fields that a decision may change; undefined removes an optional field. */
export type EditChange = { readonly [K in keyof Omit<Edit, 'editId' | 'revision' | 'times'>]?: Edit[K] | undefined } & {
  readonly times?: Partial<Edit['times']>;
};

/** Applies a change to a record: next revision, `updatedAt` set, the state only along {@link NEXT_STATES}. @throws Error on a move that the states do not allow */
export const applyChange = (edit: Edit, change: EditChange, now: number): Edit => {
  const state = change.state ?? edit.state;
  if (state !== edit.state && !NEXT_STATES[edit.state].includes(state)) {
    throw new Error(`edit ${edit.editId} cannot go from ${edit.state} to ${state}`);
  }
  const merged = Object.fromEntries(Object.entries({ ...edit, ...change }).filter(([, value]) => value !== undefined));
  return {
    ...(merged as unknown as Edit),
    revision: edit.revision + 1,
    times: { ...edit.times, ...change.times, updatedAt: now },
  };
};
