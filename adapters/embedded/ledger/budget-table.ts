/** Images reserved and charged by UTC day, over everything and by preset. */
import type { BudgetShare } from '#core/edit/edit-record.ts';
import type { BudgetMove } from '#core/edit/ledger-effects.ts';
import type { BudgetCaps, BudgetUse } from '#core/ports/ledger.ts';
import type { Database } from '../database/database.ts';

/** Counting images; the writes belong into a transaction of the caller. */
export interface BudgetTable {
  use(day: string, preset?: string): BudgetUse;
  /** Why a reservation would pass a cap; undefined when it fits. */
  refusal(
    share: BudgetShare | undefined,
    caps: BudgetCaps,
  ): { readonly of: 'day' | 'preset'; readonly used: number; readonly cap: number } | undefined;
  move(move: BudgetMove): void;
}

/** The row that counts every preset. No preset has an empty name. */
const ALL = '';

/** Statements over the table `budgets`. */
export const createBudgetTable = ({ sqlite }: Database): BudgetTable => {
  const read = sqlite.prepare('SELECT reserved, charged FROM budgets WHERE day = ? AND preset = ?');
  const add = sqlite.prepare(
    `INSERT INTO budgets (day, preset, reserved, charged) VALUES (?, ?, ?, ?)
     ON CONFLICT (day, preset) DO UPDATE SET reserved = reserved + excluded.reserved, charged = charged + excluded.charged`,
  );

  const use = (day: string, preset: string = ALL): BudgetUse => {
    const row = read.get(day, preset);
    return { day, reserved: Number(row?.reserved ?? 0), charged: Number(row?.charged ?? 0) };
  };

  return {
    use,
    refusal: (share, caps) => {
      if (share === undefined || share.settled !== undefined) return undefined;
      const bounds = [
        { of: 'day' as const, cap: caps.imagesPerDay, preset: ALL },
        ...(share.preset === undefined ? [] : [{ of: 'preset' as const, cap: caps.imagesPerDayOfPreset, preset: share.preset }]),
      ];
      for (const { of, cap, preset } of bounds) {
        const { reserved, charged } = use(share.day, preset);
        if (cap !== undefined && reserved + charged + share.reserved > cap) return { of, used: reserved + charged, cap };
      }
      return undefined;
    },
    move: ({ day, preset, reserved, charged }) => {
      add.run(day, ALL, reserved, charged);
      if (preset !== undefined) add.run(day, preset, reserved, charged);
    },
  };
};
