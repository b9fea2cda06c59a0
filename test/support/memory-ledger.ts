/** The ledger in memory: every sentence of core/ports/ledger.ts, nothing kept. */
import { isDeepStrictEqual } from 'node:util';
import { type Controls, NO_CONTROLS } from '#core/admission/controls.ts';
import { DEFAULT_POOL, emptyPool, type Pool, type WaitingEdit } from '#core/admission/pool.ts';
import { type Edit, isOpen } from '#core/edit/edit.ts';
import { effectsOf, type LedgerEffects } from '#core/edit/ledger-effects.ts';
import type { DurationProfile } from '#core/polling/duration-profile.ts';
import type { BudgetUse, Ledger, SweepProgress } from '#core/ports/ledger.ts';

/** A ledger in memory, with a look inside for tests. */
export interface MemoryLedger extends Ledger {
  /** Every record, in the order of their claims. */
  all(): readonly Edit[];
}

/** An empty ledger. */
export const createMemoryLedger = (): MemoryLedger => {
  const edits = new Map<string, Edit>();
  const tasks = new Map<string, string>();
  const budgets = new Map<string, BudgetUse>();
  const profiles = new Map<string, DurationProfile>();
  const queue: WaitingEdit[] = [];
  const pools = new Map<string, Pool>();
  let sweep: SweepProgress | undefined;
  let controls: Controls = NO_CONTROLS;

  const use = (day: string, preset?: string): BudgetUse =>
    budgets.get(budgetKey(day, preset)) ?? { day, reserved: 0, charged: 0 };

  const poolOf = (name: string): Pool => pools.get(name) ?? emptyPool(name);

  const apply = (next: Edit, effects: LedgerEffects): void => {
    edits.set(next.editId, structuredClone(next));
    if (effects.ownsTask !== undefined) tasks.set(effects.ownsTask, next.editId);
    if (effects.queue !== undefined) {
      const at = queue.findIndex((waiting) => waiting.editId === next.editId);
      if (at >= 0) queue.splice(at, 1);
      const { move: how, waitingSince, hasSlot } = effects.queue;
      if (how === 'enter') enter(queue, { editId: next.editId, waitingSince, hasSlot });
    }
    for (const { pool, shard, change } of effects.slots ?? []) {
      const before = poolOf(pool);
      const used = Array.from({ length: Math.max(before.used.length, shard + 1) }, (_, at) => before.used[at] ?? 0);
      pools.set(pool, { ...before, used: used.map((count, at) => (at === shard ? count + change : count)) });
    }
    if (effects.createLock !== undefined) {
      pools.set(DEFAULT_POOL, { ...poolOf(DEFAULT_POOL), createLock: { editId: next.editId, ...effects.createLock } });
    }
    const move = effects.budget;
    if (move === undefined) return;
    for (const preset of move.preset === undefined ? [undefined] : [undefined, move.preset]) {
      const before = use(move.day, preset);
      budgets.set(budgetKey(move.day, preset), {
        day: move.day,
        reserved: before.reserved + move.reserved,
        charged: before.charged + move.charged,
      });
    }
  };

  return {
    all: () => structuredClone([...edits.values()]),
    get: async (editId) => structuredClone(edits.get(editId)),
    claim: async (edit, caps) => {
      const existing = edits.get(edit.editId);
      if (existing !== undefined) return { outcome: 'exists', edit: structuredClone(existing) };
      const share = edit.budget;
      if (share !== undefined && share.settled === undefined) {
        const bounds = [
          { of: 'day' as const, cap: caps.imagesPerDay, preset: undefined },
          ...(share.preset === undefined
            ? []
            : [{ of: 'preset' as const, cap: caps.imagesPerDayOfPreset, preset: share.preset }]),
        ];
        for (const { of, cap, preset } of bounds) {
          const { reserved, charged } = use(share.day, preset);
          if (cap !== undefined && reserved + charged + share.reserved > cap) {
            return { outcome: 'over-budget', of, used: reserved + charged, cap };
          }
        }
      }
      apply(edit, effectsOf(undefined, edit));
      return { outcome: 'claimed', edit };
    },
    commit: async (previous, next, { slotBound, createLockOver } = {}) => {
      const stored = edits.get(previous.editId);
      if (stored?.revision !== previous.revision || next.revision !== previous.revision + 1) return 'conflict';
      const effects = effectsOf(stored, next);
      const taken = effects.slots?.find(({ change }) => change > 0);
      const inUse = taken === undefined ? 0 : (poolOf(taken.pool).used[taken.shard] ?? 0);
      if (taken !== undefined && slotBound !== undefined && inUse >= slotBound) return 'no-slot';
      if (effects.createLock !== undefined && !isDeepStrictEqual(poolOf(DEFAULT_POOL).createLock, createLockOver)) {
        return 'create-lock-taken';
      }
      const owner = effects.ownsTask === undefined ? undefined : tasks.get(effects.ownsTask);
      if (owner !== undefined && owner !== next.editId) return 'task-taken';
      apply(next, effects);
      return 'committed';
    },
    ownerOfTask: async (taskId) => tasks.get(taskId),
    list: async ({ limit, cursor, state, search }) => {
      const matching = [...edits.values()]
        .filter((edit) => (state === undefined || edit.state === state) && (search === undefined || matches(edit, search)))
        .map((edit) => ({ edit, place: placeOf(edit) }))
        .sort((a, b) => (a.place < b.place ? 1 : -1))
        .filter(({ place }) => cursor === undefined || (/^\d{15}#[0-9a-f]{40}$/.test(cursor) && place < cursor));
      const page = matching.slice(0, limit);
      const last = page.at(-1);
      return {
        edits: structuredClone(page.map(({ edit }) => edit)),
        ...(matching.length > limit && last !== undefined ? { cursor: last.place } : {}),
      };
    },
    waiting: async (limit) => queue.slice(0, limit),
    waitingBefore: async (instant) => queue.filter((waiting) => waiting.waitingSince < instant).length,
    unfinished: async ({ limit, cursor = '' }) => {
      const touched = ({ editId, times }: Edit): string => `${String(times.updatedAt).padStart(15, '0')}#${editId}`;
      const found = [...edits.values()]
        .filter((edit) => isOpen(edit) && touched(edit) > cursor)
        .sort((a, b) => (touched(a) < touched(b) ? -1 : 1));
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return structuredClone({
        edits: page,
        ...(found.length > limit && last !== undefined ? { cursor: touched(last) } : {}),
      });
    },
    pool: async (name) => structuredClone(poolOf(name)),
    commitPoolLimits: async (name, next) => {
      if (poolOf(name).limits.revision !== next.revision - 1) return false;
      pools.set(name, { ...poolOf(name), limits: structuredClone(next) });
      return true;
    },
    sweepProgress: async () => sweep,
    commitSweepProgress: async (next) => {
      if ((sweep?.revision ?? 0) !== next.revision - 1) return false;
      sweep = structuredClone(next);
      return true;
    },
    controls: async () => controls,
    setControls: async (next) => {
      controls = structuredClone(next);
    },
    budgetUse: async (day, preset) => use(day, preset),
    profile: async (name) => profiles.get(name),
    commitProfile: async (name, next) => {
      if ((profiles.get(name)?.revision ?? 0) !== next.revision - 1) return false;
      profiles.set(name, structuredClone(next));
      return true;
    },
  };
};

const budgetKey = (day: string, preset: string | undefined): string => (preset === undefined ? day : `${day}#${preset}`);

/** Sorts by creation, then id; also the cursor of a page. */
const placeOf = (edit: Edit): string => `${String(edit.times.createdAt).padStart(15, '0')}#${edit.editId}`;

const matches = (edit: Edit, search: string): boolean => {
  const key = edit.source.kind === 'api' ? '' : edit.source.key;
  const wanted = search.toLowerCase();
  return [key, edit.prompt, edit.preset ?? '', edit.editId].some((text) => text.toLowerCase().includes(wanted));
};

const enter = (queue: WaitingEdit[], edit: WaitingEdit): void => {
  const later = (other: WaitingEdit): boolean =>
    other.waitingSince > edit.waitingSince || (other.waitingSince === edit.waitingSince && other.editId > edit.editId);
  let at = queue.length;
  for (let before = queue[at - 1]; before !== undefined && later(before); before = queue[at - 1]) at -= 1;
  queue.splice(at, 0, edit);
};
