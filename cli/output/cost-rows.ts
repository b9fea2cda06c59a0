/** Sums of what edits cost. */
import type { EditView } from '#client/types.ts';

/** What edits can be summed by. */
export const GROUPINGS = ['day', 'preset', 'state'] as const;
/** One of {@link GROUPINGS}. */
export type Grouping = (typeof GROUPINGS)[number];

/** One sum. `images` are those that were charged. */
export interface CostRow {
  readonly name: string;
  readonly edits: number;
  readonly images: number;
  readonly costUsd: number;
}

/** The part of an edit that is summed. */
export type Costed = Pick<EditView, 'status' | 'preset' | 'usage' | 'costUsd'> & {
  readonly times: Pick<EditView['times'], 'createdAt'>;
};

const nameOf = (edit: Costed, by: Grouping): string => {
  switch (by) {
    case 'day':
      return edit.times.createdAt.slice(0, 10);
    case 'preset':
      return edit.preset ?? '(own prompt)';
    case 'state':
      return edit.status;
  }
};

const NOTHING = { edits: 0, images: 0, costUsd: 0 };

/** The sums by name, days newest first and everything else dearest first, and the sum of all. */
export const costRows = (
  edits: readonly Costed[],
  by: Grouping,
): { readonly rows: readonly CostRow[]; readonly sum: Omit<CostRow, 'name'> } => {
  const rows = new Map<string, Omit<CostRow, 'name'>>();
  let sum = NOTHING;
  for (const edit of edits) {
    const name = nameOf(edit, by);
    rows.set(name, plus(rows.get(name) ?? NOTHING, edit));
    sum = plus(sum, edit);
  }
  const named = [...rows].map(([name, row]) => ({ name, ...row }));
  const byName = (a: CostRow, b: CostRow): number => (a.name < b.name ? -1 : 1);
  return {
    rows: named.sort(
      by === 'day' ? (a, b) => byName(b, a) : (a, b) => b.costUsd - a.costUsd || b.edits - a.edits || byName(a, b),
    ),
    sum,
  };
};

const plus = (row: Omit<CostRow, 'name'>, { usage, costUsd = 0 }: Costed): Omit<CostRow, 'name'> => ({
  edits: row.edits + 1,
  images: row.images + (usage?.imageCount ?? 0),
  costUsd: Math.round((row.costUsd + costUsd) * 1e6) / 1e6,
});
