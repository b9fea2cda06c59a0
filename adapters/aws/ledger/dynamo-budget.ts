/** Counting images of a day: what a claim reserves under a cap, and what later writes move. */

import type { BudgetMove } from '#core/edit/ledger-effects.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { BudgetCaps } from '#core/ports/ledger.ts';
import { budgetKey } from './dynamo-items.ts';
import { add, type Part } from './dynamo-write.ts';

/** One counter that a claim must not push past its cap. */
export interface Bound {
  readonly of: 'day' | 'preset';
  readonly cap?: number;
  readonly preset?: string;
}

/** The counters that a move touches: the day's, and the preset's of that day. */
export const boundsOf = (move: BudgetMove, caps: BudgetCaps): readonly Bound[] => [
  { of: 'day', ...omitUndefined({ cap: caps.imagesPerDay }) },
  ...(move.preset === undefined
    ? []
    : [
        {
          of: 'preset' as const,
          preset: move.preset,
          ...omitUndefined({ cap: caps.imagesPerDayOfPreset }),
        },
      ]),
];

/**
 * Counts a move on its counters, in the order of {@link boundsOf}. DynamoDB cannot add inside a condition, so each counter also
 * keeps `used` (reserved + charged), and a capped one may only move while `used` leaves room.
 */
export const countParts = (move: BudgetMove | undefined, caps: BudgetCaps = {}): readonly Part[] => {
  if (move === undefined) return [];
  const used = move.reserved + move.charged;
  const amounts = { reserved: move.reserved, charged: move.charged, used };
  return boundsOf(move, caps).map(({ cap, preset }) =>
    add(budgetKey(move.day, preset), amounts, cap === undefined ? undefined : { attribute: 'used', most: cap - used }),
  );
};
