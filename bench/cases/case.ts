/** What a case is: a world that is harsher than the documents say, and the right value of one edit in it. */
import type { Edit } from '#core/edit/edit.ts';

/** What was seen of the edits of a run. */
export interface Seen {
  /** Oldest first. */
  readonly edits: readonly Edit[];
  /** Creates that reached the service, all edits together. */
  readonly posts: number;
  /** Tasks that the service made of them. */
  readonly accepted: number;
  /** Images that the service bills. */
  readonly billed: number;
  /** Queries of tasks. */
  readonly looks: number;
  /** Images that are in the store and in a record. */
  readonly kept: number;
  /** Manifests in the store. */
  readonly manifests: number;
  /** From the upload to the end of the last edit, ms of the true clock; undefined when one has not ended. */
  readonly tookMs: number | undefined;
  /** Images that are booked as charged. */
  readonly booked: number;
  /** Hints of the problems that were published. */
  readonly hints: readonly string[];
  /** What is held or waits although nothing is under way. */
  readonly leaks: readonly string[];
}

/** One form of a case. */
export interface Variant {
  /** What happens, in a few words. */
  readonly name: string;
  /** @throws whatever keeps the run from being one; the line then does not hold */
  readonly run: () => Promise<Seen>;
  /** The right value, in words. */
  readonly right: string;
  /** What is wrong with what was seen; empty when it is right. */
  readonly wrong: (seen: Seen) => readonly string[];
}

/** One line of the table. */
export interface Case {
  readonly about: 'paid twice' | 'lost result';
  readonly name: string;
  readonly variants: readonly Variant[];
}

/** How the edits ended, with the code where there is one. */
export const endOf = ({ edits }: Seen): string =>
  edits.map(({ state, problem }) => (problem === undefined ? state : `${state} ${problem.code}`)).join(', ') || 'no edit';
