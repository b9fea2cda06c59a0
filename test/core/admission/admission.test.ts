import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Admission,
  CREATE_SPACING_MS,
  DEFAULT_CAPACITY,
  EMPTY_ADMISSION,
  grantSlots,
  holdsSlot,
  readAdmission,
  takeCreateLock,
  withoutCreateLock,
  withoutSlot,
} from '#core/admission/admission.ts';
import { NO_CONTROLS } from '#core/admission/controls.ts';

const RULES = { capacity: 3, createLockMs: 60_000 };
const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];

describe('admission', () => {
  it('gives free slots to those who wait longest, and the same to the same twice', () => {
    const waiting = [
      { editId: 'late', waitingSince: 30 },
      { editId: 'b', waitingSince: 10 },
      { editId: 'a', waitingSince: 10 },
    ];
    const { admission, granted } = grantSlots(EMPTY_ADMISSION, waiting, { capacity: 2 }, 50);
    expect(granted).toEqual(['a', 'b']);
    expect(grantSlots(EMPTY_ADMISSION, waiting.toReversed(), { capacity: 2 }, 50).granted).toEqual(['a', 'b']);
    expect(grantSlots(admission, waiting, { capacity: 2 }, 60)).toEqual({ admission, granted: [] });
    expect(grantSlots(admission, waiting, { capacity: 1 }, 60).granted).toEqual([]);
  });

  it('changes nothing when there is nothing to take', () => {
    expect(withoutSlot(EMPTY_ADMISSION, 'a')).toBe(EMPTY_ADMISSION);
    expect(withoutCreateLock(EMPTY_ADMISSION, 'a')).toBe(EMPTY_ADMISSION);
  });

  it('takes a slot from the edit that holds it, and from nobody else', () => {
    const held: Admission = { ...EMPTY_ADMISSION, holders: ['a', 'b', 'c'].map((editId) => ({ editId, since: 0 })) };
    expect(withoutSlot(held, 'b').holders.map(({ editId }) => editId)).toEqual(['a', 'c']);
    expect(withoutSlot(held, 'x')).toBe(held);
    expect(grantSlots(held, [{ editId: 'x', waitingSince: 0 }], RULES, 1).admission).toBe(held);
  });

  it('releases a create lock for the edit that has it, and for nobody else', () => {
    const createLock = { editId: 'a', since: 100, until: 60_100 };
    const locked: Admission = { ...EMPTY_ADMISSION, holders: [{ editId: 'b', since: 0 }], createLock, lastCreateAt: 100 };
    expect(withoutCreateLock(locked, 'b')).toBe(locked);
    expect(withoutCreateLock(locked, 'a')).toStrictEqual({
      ...EMPTY_ADMISSION,
      holders: [{ editId: 'b', since: 0 }],
      lastCreateAt: 100,
    });
  });

  it('lets the next create begin when the lock lapses, and says how long that takes', () => {
    const createLock = { editId: 'a', since: 100, until: 60_100 };
    const locked: Admission = { ...EMPTY_ADMISSION, holders: [{ editId: 'b', since: 0 }], createLock, lastCreateAt: 100 };
    expect(takeCreateLock(locked, 'b', RULES, 60_099)).toEqual({ taken: false, reason: 'busy', inMs: 1 });
    expect(takeCreateLock(locked, 'b', RULES, 60_100)).toMatchObject({ taken: true, createLock: { editId: 'b', since: 60_100 } });
  });

  it('keeps creates apart also when the lock comes back at once, from the very first', () => {
    const free: Admission = { ...EMPTY_ADMISSION, holders: [{ editId: 'b', since: 0 }] };
    expect(CREATE_SPACING_MS).toBe(210);
    expect(takeCreateLock({ ...free, lastCreateAt: 100 }, 'b', RULES, 309)).toEqual({ taken: false, reason: 'busy', inMs: 1 });
    expect(takeCreateLock({ ...free, lastCreateAt: 100 }, 'b', RULES, 310)).toMatchObject({
      taken: true,
      admission: { lastCreateAt: 310 },
    });
    expect(takeCreateLock({ ...free, lastCreateAt: 0 }, 'b', RULES, 100)).toMatchObject({ taken: false, inMs: 110 });
    expect(takeCreateLock(free, 'b', RULES, 0)).toMatchObject({ taken: true });
  });

  it('sends an edit without a slot back to the queue before anything else', () => {
    const createLock = { editId: 'a', since: 100, until: 60_100 };
    const locked: Admission = { ...EMPTY_ADMISSION, holders: [{ editId: 'a', since: 0 }], createLock, lastCreateAt: 100 };
    expect(takeCreateLock(locked, 'b', RULES, 200)).toEqual({ taken: false, reason: 'no-slot', inMs: 0 });
  });

  it('has two slots more than the service runs at once, and is not paused, until somebody says otherwise', () => {
    expect(DEFAULT_CAPACITY).toBe(7);
    expect(NO_CONTROLS).toEqual({ paused: false });
  });

  it('goes on holding a create lock that was stored under its former name', () => {
    const createLock = { editId: 'a', since: 100, until: 60_100 };
    const stored = { revision: 4, holders: [{ editId: 'a', since: 0 }], lane: createLock };
    expect(readAdmission(stored)).toEqual({ revision: 4, holders: stored.holders, createLock });
    expect(takeCreateLock(readAdmission(stored), 'a', RULES, 200)).toMatchObject({ taken: false, reason: 'busy' });
    expect(readAdmission(undefined)).toBe(EMPTY_ADMISSION);
  });

  it('keeps a create lock in doubt when its edit loses the slot', () => {
    const held: Admission = { ...EMPTY_ADMISSION, holders: [{ editId: 'a', since: 0 }] };
    const answer = takeCreateLock(held, 'a', RULES, 100);
    expect(answer).toMatchObject({ taken: true, createLock: { since: 100, until: 60_100 } });
    if (answer.taken) expect(withoutSlot(answer.admission, 'a').createLock?.editId).toBe('a');
  });

  it('never has more holders than slots, nor two create locks, nor creates closer than the service allows', () => {
    const step = fc.tuple(
      fc.constantFrom('grant', 'slot', 'createLock', 'back'),
      fc.constantFrom(...IDS),
      fc.integer({ min: 0, max: 30_000 }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let admission = EMPTY_ADMISSION;
        let now = 0;
        const creates: number[] = [];
        for (const [what, editId, later] of steps) {
          now += later;
          if (what === 'grant') {
            const waiting = IDS.map((id, index) => ({ editId: id, waitingSince: index }));
            const before = admission;
            const { granted, admission: after } = grantSlots(before, waiting, RULES, now);
            admission = after;
            const free = IDS.filter((id) => !holdsSlot(before, id));
            expect(granted).toEqual(free.slice(0, granted.length));
          } else if (what === 'slot') admission = withoutSlot(admission, editId);
          else if (what === 'back') admission = withoutCreateLock(admission, editId);
          else {
            const held = admission.createLock;
            const answer = takeCreateLock(admission, editId, RULES, now);
            if (answer.taken) {
              expect(held === undefined || held.until <= now).toBe(true);
              expect(holdsSlot(admission, editId)).toBe(true);
              creates.push(now);
              admission = answer.admission;
            } else expect(answer.reason === 'no-slot' || answer.inMs > 0).toBe(true);
          }
          expect(admission.holders.length).toBeLessThanOrEqual(RULES.capacity);
          expect(new Set(admission.holders.map((holder) => holder.editId)).size).toBe(admission.holders.length);
        }
        for (const [index, at] of creates.slice(1).entries())
          expect(at - (creates[index] ?? 0)).toBeGreaterThanOrEqual(CREATE_SPACING_MS);
      }),
    );
  });
});
