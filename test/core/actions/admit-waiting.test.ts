import { describe, expect, it } from 'vitest';
import { admitWaiting, changeAdmission, releaseSlot, resumeExecution } from '#core/actions/admit-waiting.ts';
import { EMPTY_ADMISSION } from '#core/admission/admission.ts';
import { Unavailable } from '#core/errors.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { changed, idOf, queuedEdit, runningEdit, waitingEdit } from '#test/support/edits.ts';
import { createMemoryLedger, type MemoryLedger } from '#test/support/memory-ledger.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { createVirtualClock, VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

const at = (seconds: number) => ({
  createdAt: VIRTUAL_EPOCH,
  updatedAt: VIRTUAL_EPOCH,
  waitingSince: VIRTUAL_EPOCH + seconds * 1000,
});

/** Edits `a`, `b`, ... wait in this order. */
const setUp = async (names: readonly string[], capacity = 1, wrap: (ledger: MemoryLedger) => Ledger = (ledger) => ledger) => {
  const ledger = createMemoryLedger();
  const workflow = createRecordingWorkflow();
  const clock = createVirtualClock();
  for (const [place, name] of names.entries()) await ledger.claim(waitingEdit({ editId: idOf(name), times: at(place) }), {});
  const deps = { ledger: wrap(ledger), workflow, clock, capacity };
  const holders = async () => (await ledger.admission()).holders.map(({ editId }) => editId);
  return { deps, ledger, workflow, clock, holders };
};

describe('letting waiting edits go', () => {
  it('gives the free slots to those who wait longest and answers their tokens, once', async () => {
    const { deps, ledger, workflow, holders } = await setUp(['a', 'b', 'c'], 2);
    expect(await admitWaiting(deps)).toEqual([idOf('a'), idOf('b')]);
    expect(await admitWaiting(deps)).toEqual([]);
    expect(await holders()).toEqual([idOf('a'), idOf('b')]);
    expect(workflow.answers.map(({ token }) => token)).toEqual([`token-of-${idOf('a')}`, `token-of-${idOf('b')}`]);
    expect(await ledger.get(idOf('a'))).not.toHaveProperty('taskToken');
    expect((await ledger.waiting(9)).map(({ editId }) => editId)).toEqual([idOf('c')]);
  });

  it('lets nobody go while paused', async () => {
    const { deps, ledger, holders } = await setUp(['a']);
    await ledger.setControls({ paused: true });
    expect(await admitWaiting(deps)).toEqual([]);
    expect(await holders()).toEqual([]);
  });

  it('obeys the capacity that an operator set', async () => {
    const { deps, ledger } = await setUp(['a', 'b', 'c'], 1);
    await ledger.setControls({ paused: false, capacity: 3 });
    expect(await admitWaiting(deps)).toHaveLength(3);
  });

  it('uses a token again that a crash left, and gives no second slot for it', async () => {
    const { deps, ledger, workflow, holders } = await setUp(['a'], 2);
    await ledger.commitAdmission({ revision: 1, holders: [{ editId: idOf('a'), since: 0 }] });
    expect(await admitWaiting(deps)).toEqual([idOf('a')]);
    expect(await holders()).toEqual([idOf('a')]);
    expect(workflow.answers).toHaveLength(1);
  });

  it('lets the others go when the token of one cannot be used, and says so afterwards', async () => {
    const { deps, workflow, ledger } = await setUp(['a', 'b'], 2);
    const failing = {
      ...workflow,
      succeed: async (token: string, output: Readonly<Record<string, unknown>>) => {
        if (token === `token-of-${idOf('a')}`) throw new Unavailable({ code: 'DOWN', message: 'm', hint: 'h' });
        return workflow.succeed(token, output);
      },
    };
    await expect(admitWaiting({ ...deps, workflow: failing })).rejects.toMatchObject({ code: 'DOWN' });
    expect(workflow.answers.map(({ token }) => token)).toEqual([`token-of-${idOf('b')}`]);
    expect((await ledger.get(idOf('a')))?.taskToken).toBe(`token-of-${idOf('a')}`);
  });

  it('passes a slot on that went to an edit which ended meanwhile', async () => {
    const { deps, ledger, holders, workflow } = await setUp(['a', 'b'], 1, (memory) => ({
      ...memory,
      commitAdmission: async (next) => {
        const edit = await memory.get(idOf('a'));
        if (edit?.state === 'QUEUED') {
          const { taskToken: _token, ...rest } = edit;
          await memory.commit(edit, changed(rest, { state: 'CANCELED', revision: edit.revision + 1 }));
        }
        return memory.commitAdmission(next);
      },
    }));
    await admitWaiting(deps);
    expect(await holders()).toEqual([idOf('b')]);
    expect(workflow.answers.map(({ token }) => token)).toEqual([`token-of-${idOf('b')}`]);
    expect((await ledger.get(idOf('b')))?.times.admittedAt).toBe(VIRTUAL_EPOCH);
  });

  it('forgets only the token that it used', async () => {
    const { deps, ledger, workflow } = await setUp(['a']);
    const renewing = {
      ...workflow,
      succeed: async () => {
        const edit = (await ledger.get(idOf('a'))) ?? queuedEdit();
        await ledger.commit(edit, { ...edit, taskToken: 'newer', revision: edit.revision + 1 });
        return 'gone' as const;
      },
    };
    await resumeExecution({ ...deps, workflow: renewing }, idOf('a'));
    expect((await ledger.get(idOf('a')))?.taskToken).toBe('newer');
  });

  it('tells each execution which edit it goes on with', async () => {
    const { deps, workflow } = await setUp(['a']);
    await admitWaiting(deps);
    expect(workflow.answers).toEqual([{ token: `token-of-${idOf('a')}`, output: { editId: idOf('a') } }]);
  });

  it('does nothing at all when nobody waits', async () => {
    let [reads, looks] = [0, 0];
    const { deps } = await setUp([], 1, (memory) => ({
      ...memory,
      waiting: async () => {
        looks += 1;
        return [];
      },
      admission: async () => {
        reads += 1;
        return memory.admission();
      },
    }));
    expect(await admitWaiting(deps)).toEqual([]);
    expect([reads, looks]).toEqual([0, 1]);
  });

  it('looks once when every slot that it gave was used, and five times when slots keep coming back', async () => {
    let looks = 0;
    const counting = (memory: MemoryLedger): Ledger => ({
      ...memory,
      waiting: async (limit) => {
        looks += 1;
        return memory.waiting(limit);
      },
    });
    const { deps } = await setUp(['a', 'b'], 1, counting);
    await admitWaiting(deps);
    expect(looks).toBe(1);
    looks = 0;
    const { deps: ended } = await setUp([], 1, (memory) => ({
      ...counting(memory),
      waiting: async () => {
        looks += 1;
        return [{ editId: idOf('gone'), waitingSince: 1 }];
      },
    }));
    expect(await admitWaiting(ended)).toEqual([]);
    expect(looks).toBe(5);
  });

  it('takes the slot back from an edit that is not there, or needs none, and leaves everybody else theirs', async () => {
    const { deps, ledger, holders, workflow } = await setUp([]);
    const ended = runningEdit({ editId: idOf('ended'), state: 'FAILED' });
    await ledger.claim(ended, {});
    const all = ['gone', 'ended', 'other'].map((name) => ({ editId: idOf(name), since: 0 }));
    await ledger.commitAdmission({ revision: 1, holders: all });
    expect(await resumeExecution(deps, idOf('gone'))).toBe(false);
    expect(await resumeExecution(deps, idOf('ended'))).toBe(false);
    expect(await holders()).toEqual([idOf('other')]);
    expect(workflow.answers).toEqual([]);
  });

  it('leaves an edit alone that holds a slot and does not wait', async () => {
    const { deps, ledger, workflow } = await setUp([]);
    await ledger.claim(runningEdit({ editId: idOf('busy'), taskToken: 'old' }), {});
    await ledger.claim(queuedEdit({ editId: idOf('new') }), {});
    expect(await resumeExecution(deps, idOf('busy'))).toBe(true);
    expect(await resumeExecution(deps, idOf('new'))).toBe(true);
    expect(workflow.answers).toEqual([]);
  });
});

describe('giving a slot back', () => {
  it('lets the next edit go', async () => {
    const { deps, holders } = await setUp(['a', 'b']);
    await admitWaiting(deps);
    await releaseSlot(deps, idOf('a'));
    expect(await holders()).toEqual([idOf('b')]);
  });
});

describe('the admission document', () => {
  it('is decided about anew after somebody else wrote it', async () => {
    let interruptions = 3;
    const { deps, ledger } = await setUp([], 1, (memory) => ({
      ...memory,
      commitAdmission: async (next) => {
        if (interruptions-- > 0) {
          const current = await memory.admission();
          await memory.commitAdmission({ ...current, revision: current.revision + 1, lastCreateAt: interruptions });
        }
        return memory.commitAdmission(next);
      },
    }));
    const holder = { editId: 'x', since: 1 };
    await deps.clock.drive(changeAdmission(deps, (admission) => ({ ...admission, holders: [holder] })));
    expect(await ledger.admission()).toMatchObject({ holders: [holder], lastCreateAt: 0, revision: 4 });
  });

  it('is given up with a passing error when others always come first', async () => {
    const { deps } = await setUp([], 1, (memory) => ({ ...memory, commitAdmission: async () => false }));
    const change = changeAdmission(deps, () => ({ ...EMPTY_ADMISSION, holders: [{ editId: 'x', since: 1 }] }));
    await expect(deps.clock.drive(change)).rejects.toMatchObject({ name: 'Unavailable', code: 'ADMISSION_CONFLICT' });
  });

  it('is not written when nothing changes', async () => {
    const { deps, ledger } = await setUp([]);
    const before = await ledger.admission();
    expect(await changeAdmission(deps, (admission) => admission)).toEqual(before);
    expect(await ledger.admission()).toEqual(before);
  });

  it('is waited for a little longer after every conflict', async () => {
    const pauses: number[] = [];
    const { deps } = await setUp([], 1, (memory) => ({ ...memory, commitAdmission: async () => false }));
    const clock = {
      ...deps.clock,
      sleep: async (ms: number) => {
        pauses.push(ms);
      },
    };
    await expect(changeAdmission({ ...deps, clock }, (admission) => ({ ...admission }))).rejects.toThrow(
      'the admission document was changed by others 25 times in a row',
    );
    expect(pauses).toEqual(Array.from({ length: 25 }, (_, attempt) => attempt * 20));
  });
});
