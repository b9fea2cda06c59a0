/** The ledger in memory: every sentence of core/ports/ledger.ts, nothing kept. */
import { type Admission, EMPTY_ADMISSION, type WaitingEdit } from '#core/admission/admission.ts';
import { type Controls, NO_CONTROLS } from '#core/admission/controls.ts';
import type { Edit } from '#core/edit/edit.ts';
import { effectsOf, type LedgerEffects } from '#core/edit/ledger-effects.ts';
import type { DurationProfile } from '#core/polling/duration-profile.ts';
import type { BudgetUse, Ledger } from '#core/ports/ledger.ts';

const UNFINISHED: readonly Edit['state'][] = ['QUEUED', 'SUBMITTING', 'RUNNING', 'UNRESOLVED'];

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
  let admission: Admission = EMPTY_ADMISSION;
  let controls: Controls = NO_CONTROLS;

  const use = (day: string, preset?: string): BudgetUse =>
    budgets.get(budgetKey(day, preset)) ?? { day, reserved: 0, charged: 0 };

  const apply = (next: Edit, effects: LedgerEffects): void => {
    edits.set(next.editId, structuredClone(next));
    if (effects.ownsTask !== undefined) tasks.set(effects.ownsTask, next.editId);
    if (effects.queue?.move === 'enter') enter(queue, { editId: next.editId, waitingSince: effects.queue.waitingSince });
    if (effects.queue?.move === 'leave') {
      const at = queue.findIndex((waiting) => waiting.editId === next.editId);
      if (at >= 0) queue.splice(at, 1);
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
    commit: async (previous, next) => {
      const stored = edits.get(previous.editId);
      if (stored?.revision !== previous.revision || next.revision !== previous.revision + 1) return 'conflict';
      const effects = effectsOf(stored, next);
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
        .filter(({ place }) => cursor === undefined || place < cursor);
      const page = matching.slice(0, limit);
      const last = page.at(-1);
      return {
        edits: structuredClone(page.map(({ edit }) => edit)),
        ...(matching.length > limit && last !== undefined ? { cursor: last.place } : {}),
      };
    },
    waiting: async (limit) => queue.slice(0, limit),
    waitingBefore: async (instant) => queue.filter((waiting) => waiting.waitingSince < instant).length,
    unfinished: async ({ before, limit }) =>
      structuredClone(
        [...edits.values()]
          .filter((edit) => UNFINISHED.includes(edit.state) && edit.times.updatedAt < before)
          .sort((a, b) => a.times.updatedAt - b.times.updatedAt || (a.editId < b.editId ? -1 : 1))
          .slice(0, limit),
      ),
    admission: async () => structuredClone(admission),
    commitAdmission: async (next) => {
      if (admission.revision !== next.revision - 1) return false;
      admission = structuredClone(next);
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
