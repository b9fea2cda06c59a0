/** What the ledger's calls cost on DynamoDB, counted call by call. */
import { effectsOf } from '#core/edit/ledger-effects.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { PRICES } from '../prices.ts';

/** A ledger that keeps the bill of the one below it, in US dollars. */
export const createMeteredLedger = (ledger: Ledger): { readonly ledger: Ledger; readonly bill: () => number } => {
  let bill = 0;
  const read = (): void => {
    bill += PRICES.dynamoRead;
  };
  /** Items of a transaction take two units each. */
  const write = (record: unknown, others: number): void => {
    const units = Math.ceil(JSON.stringify(record).length / 1024) + others;
    bill += units * (others > 0 ? 2 : 1) * PRICES.dynamoWrite;
  };
  const metered: Ledger = {
    ...ledger,
    get: (editId) => {
      read();
      return ledger.get(editId);
    },
    ownerOfTask: (taskId) => {
      read();
      return ledger.ownerOfTask(taskId);
    },
    waiting: (limit) => {
      read();
      return ledger.waiting(limit);
    },
    pool: (name) => {
      read();
      return ledger.pool(name);
    },
    controls: () => {
      read();
      return ledger.controls();
    },
    profile: (name) => {
      read();
      return ledger.profile(name);
    },
    claim: (edit, caps) => {
      write(edit, edit.budget === undefined ? 0 : 1);
      return ledger.claim(edit, caps);
    },
    commit: (previous, next, conditions) => {
      const { queue, ownsTask, budget, slots = [], createLock } = effectsOf(previous, next);
      write(next, slots.length + [queue, ownsTask, budget, createLock].filter((effect) => effect !== undefined).length);
      return ledger.commit(previous, next, conditions);
    },
    commitPoolLimits: (pool, next) => {
      write(next, 0);
      return ledger.commitPoolLimits(pool, next);
    },
    commitProfile: (name, next) => {
      write(next, 0);
      return ledger.commitProfile(name, next);
    },
  };
  return { ledger: metered, bill: () => bill };
};
