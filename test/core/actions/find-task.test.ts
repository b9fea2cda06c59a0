import { describe, expect, it } from 'vitest';
import { findTask } from '#core/actions/find-task.ts';
import { lacksLaterTask } from '#core/admission/reconcile.ts';
import type { Edit } from '#core/edit/edit.ts';
import type { Submission } from '#core/edit/edit-record.ts';
import type { TaskList, TaskReport, TaskRow } from '#core/service/task.ts';
import { idOf, runningEdit, submittingEdit } from '#test/support/edits.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { broken } from '#test/support/scripted-model.ts';
import { createVirtualClock, VIRTUAL_EPOCH } from '#test/support/virtual-clock.ts';

const T = VIRTUAL_EPOCH;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const submission: Submission = { attempt: 1, startedAt: T, until: T + MINUTE };
const OURS = 'Put a small clock on the table';
const THEIRS = 'Remove every car from this street';
const MINE = idOf('mine');

const row = (taskId: string, second = 1, status = 'SUCCEEDED'): TaskRow => ({ taskId, status, createdAt: T + second * 1000 });
const undated = (taskId: string): TaskRow => ({ taskId, status: 'SUCCEEDED' });
const done = (originalPrompt: string): TaskReport => ({
  status: 'SUCCEEDED',
  times: {},
  images: [],
  imageCount: 1,
  originalPrompt,
});

/** An edit of ours that has a task, whose create began this many seconds after the doubtful one. */
const owner = (taskId: string, second: number): Edit =>
  runningEdit({
    editId: idOf(taskId),
    taskId,
    submission: { attempt: 1, startedAt: T + second * 1000, until: T + second * 1000 + MINUTE },
  });

interface Scene {
  /** Whatever the service has; a list answers what lies in the window that was asked for, and every row without an instant. */
  readonly rows?: readonly TaskRow[];
  readonly reports?: Readonly<Record<string, TaskReport>>;
  /** Tasks whose query fails. */
  readonly unreadable?: readonly string[];
  /** What the ledger has besides. */
  readonly edits?: readonly Edit[];
  readonly list?: Partial<TaskList>;
  readonly about?: Partial<Submission>;
  /** Whether the difference of the clocks was known to the attempt, and the list tells it; both, unless said. */
  readonly clock?: 'unknown' | 'not told now' | 'never told';
  /** How long after the attempt began it is looked for, in ms. */
  readonly after?: number;
}

/** The verdict, and what was asked of the service. */
const look = async ({
  rows = [],
  reports = {},
  unreadable = [],
  edits = [],
  list = {},
  about = {},
  clock,
  after = 2 * MINUTE,
}: Scene) => {
  const [asked, windows]: [string[], { from: number; to: number }[]] = [[], []];
  const attempt = clock === 'unknown' || clock === 'never told' ? submission : { ...submission, clockOffsetMs: 0 };
  const ledger = createMemoryLedger();
  for (const edit of edits) await ledger.claim(edit, {});
  const { verdict } = await findTask(
    {
      ledger,
      clock: createVirtualClock({ start: T + after }),
      model: {
        listTasks: async (window) => {
          windows.push(window);
          const shown = rows.filter(({ createdAt = window.from }) => createdAt >= window.from && createdAt <= window.to);
          const told = clock === 'not told now' || clock === 'never told' ? {} : { clockOffsetMs: 0 };
          return { rows: shown, understood: true, ...told, ...list };
        },
        getTask: async (taskId) => {
          asked.push(taskId);
          if (unreadable.includes(taskId)) throw broken();
          return reports[taskId] ?? { status: 'UNKNOWN' };
        },
      },
    },
    { editId: MINE, prompt: OURS, submission: { ...attempt, ...about } },
  );
  const span = windows.map(({ from, to }) => [(from - T) / 1000, (to - T) / 1000]);
  return { verdict, asked, span };
};

const wait = (why: string) => ({ verdict: 'wait', why });
const adopt = (taskId: string) => ({ verdict: 'adopt', taskId });

describe('looking for the task of a lost reply', () => {
  it('adopts the one that nobody owns and that gives our prompt back', async () => {
    const reports = { theirs: done(THEIRS), ours: done(OURS) };
    const { verdict } = await look({ rows: [row('theirs'), row('ours')], reports });
    expect(verdict).toEqual(adopt('ours'));
  });

  it('does not even look at tasks that other edits own', async () => {
    const { verdict, asked } = await look({
      rows: [row('task-2')],
      reports: { 'task-2': done(OURS) },
      edits: [owner('task-2', 1)],
    });
    expect(asked).toEqual([]);
    expect(verdict).toEqual(wait('list-not-fresh'));
  });

  it('finds a task that is its own already', async () => {
    const mine = runningEdit({ editId: MINE, taskId: 'task-1' });
    const { verdict } = await look({ rows: [row('task-1')], reports: { 'task-1': done(OURS) }, edits: [mine] });
    expect(verdict).toEqual(adopt('task-1'));
  });

  it.each(['PENDING', 'RUNNING', 'FAILED', 'a word that nobody knows'])(
    'looks at every task itself, whatever the row says (%s): a list may lag behind',
    async (status) => {
      const { verdict, asked } = await look({ rows: [row('ours', 1, status)], reports: { ours: done(OURS) } });
      expect(asked).toEqual(['ours']);
      expect(verdict).toEqual(adopt('ours'));
    },
  );

  it('waits for one that has not ended', async () => {
    const { verdict } = await look({ rows: [row('open')], reports: { open: { status: 'RUNNING', times: {} } } });
    expect(verdict).toEqual(wait('unfinished'));
  });

  it('takes a row without an instant for one that may be ours', async () => {
    const { verdict } = await look({ rows: [undated('ours')], reports: { ours: done(OURS) }, list: { understood: false } });
    expect(verdict).toEqual(adopt('ours'));
    const open = await look({ rows: [undated('ours'), row('task-2', 80)], edits: [owner('task-2', 75)] });
    expect(open.verdict).toEqual(wait('ambiguous'));
  });

  it('looks closely at forty at most, those of the window itself first, and decides nothing over the rest', async () => {
    const far = Array.from({ length: 50 }, (_, index) => row(`far-${index}`, 65));
    const reports = Object.fromEntries(far.map(({ taskId }) => [taskId, done(THEIRS)]));
    const without = await look({ rows: [...far, row('near')], reports: { ...reports, near: done(THEIRS) } });
    expect(without.asked).toHaveLength(40);
    expect(without.asked[0]).toBe('near');
    expect(without.verdict).toEqual(wait('unfinished'));
    const found = await look({ rows: [...far, row('near')], reports: { ...reports, near: done(OURS) } });
    expect(found.verdict).toEqual(adopt('near'));
  });
});

describe('a task that cannot be looked at', () => {
  it('hides no other, and is no proof that there is none', async () => {
    const [rows, unreadable] = [[row('broken', 2), row('ours', 3)], ['broken']];
    const apart = { rows: [row('broken', 65), row('ours')], reports: { ours: done(OURS) }, unreadable };
    expect((await look(apart)).verdict).toEqual(adopt('ours'));
    expect((await look({ rows, reports: { ours: done(OURS) }, unreadable })).verdict).toEqual(wait('unfinished'));
    const later = { rows: [row('broken', 2), row('task-2', 75)], edits: [owner('task-2', 74)], unreadable };
    expect((await look(later)).verdict).toEqual(wait('unfinished'));
  });

  it('ends the look after three of them', async () => {
    const rows = ['a', 'b', 'c', 'd'].map((taskId) => row(taskId));
    expect((await look({ rows, unreadable: ['a', 'b', 'c', 'd'] })).asked).toEqual(['a', 'b', 'c']);
  });
});

describe('a list that is fresh', () => {
  it('shows a task of ours whose create began after the window', async () => {
    const { verdict } = await look({ rows: [row('task-2', 75)], edits: [owner('task-2', 74)] });
    expect(verdict).toEqual({ verdict: 'absent' });
  });

  it.each([
    ['of ours whose create began before the window was over', [owner('task-2', 59)]],
    ['of somebody else', []],
    ['of an edit that has another task by now', [{ ...owner('task-2', 74), taskId: 'task-3' } as Edit]],
  ])('is not one that shows a later task %s', async (_whose, edits) => {
    const { verdict } = await look({ rows: [row('task-2', 75)], reports: { 'task-2': done(THEIRS) }, edits });
    expect(verdict).toEqual(wait('list-not-fresh'));
  });

  it('is not one that shows it too early by the service’s clock: by that, the window may still be open', async () => {
    const { verdict } = await look({ rows: [row('task-2', 70)], edits: [owner('task-2', 61)] });
    expect(verdict).toEqual(wait('list-not-fresh'));
  });

  it('is one that shows the probe', async () => {
    const about = { probe: { startedAt: T + 73_000, taskId: 'probe' } };
    const { verdict, asked } = await look({ rows: [row('probe', 74)], about });
    expect(asked).toEqual([]);
    expect(verdict).toEqual({ verdict: 'absent' });
  });

  it.each([
    ['a later task', [owner('task-2', 400)], {}],
    ['the probe', [], { probe: { startedAt: T + 400_000, taskId: 'task-2' } }],
  ])(
    'is none where %s is dated by another clock than the one that was read: ours may lie before the list',
    async (_w, edits, about) => {
      for (const dated of [400 - 90, 400 + 60]) {
        const { verdict } = await look({ rows: [row('task-2', dated)], edits, about, after: 10 * MINUTE });
        expect(lacksLaterTask(verdict)).toBe(true);
      }
    },
  );

  it('is none where the later task is dated by neither of two clocks that were read', async () => {
    const scene = {
      edits: [owner('task-2', 400)],
      list: { clockOffsetMs: 0 },
      about: { clockOffsetMs: -2 * HOUR },
      after: 10 * MINUTE,
    };
    const dated = async (second: number) => (await look({ ...scene, rows: [row('task-2', second)] })).verdict;
    expect(lacksLaterTask(await dated(400 - 300))).toBe(true);
    expect(await dated(401)).toEqual({ verdict: 'absent' });
  });

  it('is one by the clocks as they are told now, too, where ours was set before the later task', async () => {
    const edits = [owner('task-2', 7200 + 400)];
    const scene = { edits, about: { clockAfterMs: 0 }, list: { clockOffsetMs: -2 * HOUR }, after: 3 * HOUR };
    const { verdict, span } = await look({ ...scene, rows: [row('task-2', 401)] });
    expect(verdict).toEqual({ verdict: 'absent' });
    expect(span.at(-1)?.[0]).toBe(-7260);
    const early = { rows: [row('ours', -3600), row('task-2', 401)], reports: { ours: done(OURS) } };
    expect((await look({ ...scene, ...early })).verdict).toEqual(adopt('ours'));
    expect((await look({ ...scene, rows: [row('task-2', 900)] })).verdict).toEqual(wait('list-not-fresh'));
  });

  it('hides nothing where what was read around the attempt says another time than the tasks do', async () => {
    const lied = { clockOffsetMs: HOUR, clockAfterMs: HOUR };
    const read = { ...owner('task-2', 7200).submission, clockOffsetMs: 0 } as Submission;
    const edits = [{ ...owner('task-2', 7200), submission: read } as Edit];
    const scene = { rows: [row('ours', 1), row('task-2', 7201)], reports: { ours: done(OURS) }, edits, about: lied };
    expect((await look({ ...scene, after: 3 * HOUR })).verdict).toEqual(adopt('ours'));
  });

  it('is asked for the time of the attempt, however far our clock was set since', async () => {
    const about = { clockAfterMs: 0 };
    for (const offset of [-20 * HOUR, 20 * HOUR]) {
      const scene = { rows: [row('ours', 1)], reports: { ours: done(OURS) }, about, list: { clockOffsetMs: offset } };
      const { verdict, span } = await look({ ...scene, after: 10 * MINUTE - offset });
      expect(verdict).toEqual(adopt('ours'));
      expect(span.at(-1)?.[0]).toBe(-60);
      expect(span.at(-1)?.[1]).toBeGreaterThanOrEqual(130);
    }
  });

  it('hides nothing behind the later task, but what was created after it is not ours', async () => {
    const edits = [owner('task-2', 74)];
    const reports = { before: done(OURS), after: done(OURS) };
    expect((await look({ rows: [row('before', 72), row('task-2', 75)], reports, edits })).verdict).toEqual(adopt('before'));
    expect((await look({ rows: [row('task-2', 75), row('after', 76)], reports, edits })).verdict).toEqual({ verdict: 'absent' });
  });

  it('hides nothing at all where the clocks were not known: the service’s may have been set back since', async () => {
    const scene = { rows: [row('task-2', 75), row('after', 4 * 3600)], edits: [owner('task-2', 74)], clock: 'unknown' } as const;
    expect((await look({ ...scene, reports: { after: done(OURS) } })).verdict).toEqual(wait('ambiguous'));
    expect((await look({ ...scene, reports: { after: done(THEIRS) } })).verdict).toEqual({ verdict: 'absent' });
  });

  it('proves nothing when it was not understood, or is longer than can be looked through', async () => {
    const [later, edits] = [row('task-2', 75), [owner('task-2', 74)]];
    expect((await look({ rows: [later], edits, list: { understood: false } })).verdict).toEqual(wait('list-not-understood'));
    const many = Array.from({ length: 401 }, (_, index) => row(`after-${index}`, 76));
    expect((await look({ rows: [later, ...many], edits })).verdict).toEqual(wait('list-not-understood'));
    expect((await look({ rows: [later, ...many.slice(2)], edits })).verdict).toEqual({ verdict: 'absent' });
  });

  it('is looked through around the window first, so that a long one before it does not hide ours', async () => {
    const before = Array.from({ length: 450 }, (_, index) => row(`before-${index}`, index - 3600));
    const edits = before.map(({ taskId }) => owner(taskId, -3600));
    const scene = { rows: [...before, row('ours', 1)], reports: { ours: done(OURS) }, edits, clock: 'unknown' } as const;
    expect((await look(scene)).verdict).toEqual(adopt('ours'));
  });

  it('is read further and further, up to now, while it shows no later task of ours', async () => {
    const long = { after: 5 * HOUR, edits: [owner('task-2', 4.5 * 3600)] };
    const { verdict, span } = await look({ rows: [row('task-2', 4.5 * 3600 + 1)], ...long });
    expect(verdict).toEqual({ verdict: 'absent' });
    expect(span.map(([, to]) => to)).toEqual([70 + 60, 70 + 900, 70 + 3600, 70 + 14_400, 5 * 3600 + 60]);
    const none = await look({ after: 5 * HOUR });
    expect(none.verdict).toEqual(wait('list-not-fresh'));
    expect(none.span).toHaveLength(5);
  });

  it('is read a quarter of an hour beyond the window before a task outside of it is taken for ours', async () => {
    const scene = { rows: [row('outside', 100)], reports: { outside: done(OURS), further: done(OURS) }, after: HOUR };
    const alone = await look(scene);
    expect(alone.verdict).toEqual(adopt('outside'));
    expect(alone.span.map(([, to]) => to)).toEqual([130, 970]);
    const two = await look({ ...scene, rows: [...scene.rows, row('further', 900)] });
    expect(two.verdict).toEqual({ verdict: 'undecidable', taskIds: ['outside', 'further'] });
  });

  it('is read once where its first part says enough', async () => {
    const { span } = await look({ after: 5 * HOUR, rows: [row('task-2', 75)], edits: [owner('task-2', 74)] });
    expect(span).toEqual([[-60, 130]]);
  });
});

describe('the clock of the service', () => {
  it('is the one that was known, and is asked around it: a minute before the window, and until now', async () => {
    const { span } = await look({ about: { clockOffsetMs: 120_000 }, list: { clockOffsetMs: 118_000 } });
    expect(span).toEqual([[60, 250]]);
  });

  it('is read anew from the list, which is then read over all that both allow', async () => {
    const late = [row('ours', 125)];
    const { verdict, span } = await look({ rows: late, reports: { ours: done(OURS) }, list: { clockOffsetMs: 124_000 } });
    expect(span).toEqual([
      [-60, 130],
      [-60, 254],
    ]);
    expect(verdict).toEqual(adopt('ours'));
  });

  it('that was not known is read from the list, which is read again where it says that the tasks lie elsewhere', async () => {
    const scene = { rows: [row('ours', 7201)], reports: { ours: done(OURS) }, list: { clockOffsetMs: 2 * HOUR } };
    const { verdict, span } = await look({ ...scene, clock: 'unknown' });
    expect(span.map(([, to]) => to)).toEqual([70, 7270].map((closed) => closed + 14 * 3600));
    expect(verdict).toEqual(adopt('ours'));
  });

  describe('that dates tasks otherwise than it is told', () => {
    const probe = { startedAt: T + 80_000, taskId: 'probe' };
    const probed = (second: number): TaskReport => ({ status: 'RUNNING', times: { submittedAt: T + second * 1000 } });

    it.each([-7200, -300, 7200])('is read from the probe, and ours is looked for around it as well: %i s', async (off) => {
      const reports = { ours: done(OURS), probe: probed(80 + off) };
      const scene = { rows: [row('ours', 1 + off), row('probe', 80 + off)], reports, about: { probe }, after: 5 * MINUTE };
      expect((await look(scene)).verdict).toEqual(adopt('ours'));
      // The first differences are not forgotten over it.
      expect((await look({ ...scene, rows: [row('ours', 1), row('probe', 80 + off)] })).verdict).toEqual(adopt('ours'));
    });

    it('proves nothing more, since it may have said something else when the attempt began', async () => {
      const later = { startedAt: T + 900_000, taskId: 'probe' };
      const scene = { rows: [row('probe', 600)], reports: { probe: probed(600) }, about: { probe: later }, after: 20 * MINUTE };
      expect((await look(scene)).verdict).toEqual(wait('probe-too-early'));
      expect((await look({ ...scene, rows: [] })).verdict).toEqual(wait('list-not-fresh'));
    });

    it('stays unknown where the probe cannot be looked at', async () => {
      const { verdict } = await look({ rows: [row('ours', -300)], reports: { ours: done(OURS) }, about: { probe } });
      expect(verdict).toEqual(wait('list-not-fresh'));
    });
  });

  it('that nobody tells leaves the absence of a task unproven', async () => {
    const { verdict } = await look({ rows: [row('task-2', 75)], edits: [owner('task-2', 74)], clock: 'never told' });
    expect(verdict).toEqual(wait('clock-unknown'));
  });

  it('that was known is believed where the list does not tell it', async () => {
    const { verdict } = await look({ rows: [row('task-2', 75)], edits: [owner('task-2', 74)], list: {}, clock: 'not told now' });
    expect(verdict).toEqual({ verdict: 'absent' });
  });
});

it('counts a task that ended without any image, and is not billed, for no candidate', async () => {
  const nothing: TaskReport = { status: 'SUCCEEDED', times: {}, images: [], imageCount: 0 };
  const { verdict } = await look({
    rows: [row('nothing', 1), row('task-2', 75)],
    reports: { nothing },
    edits: [owner('task-2', 74)],
  });
  expect(verdict).toEqual({ verdict: 'absent' });
});

describe('another edit with the same prompt that is in doubt too', () => {
  const outside = { rows: [row('task', 100)], reports: { task: done(OURS) } };
  const doubtful = (change: Parameters<typeof submittingEdit>[0] = {}): Edit =>
    submittingEdit({ editId: idOf('rival'), prompt: OURS, ...change });

  it('may be the owner of a task outside of the window, which is then adopted by neither', async () => {
    for (const rival of [doubtful(), doubtful({ state: 'UNRESOLVED' })]) {
      expect((await look({ ...outside, edits: [rival] })).verdict).toEqual(wait('ambiguous'));
    }
  });

  it.each([
    ['has its task', runningEdit({ editId: idOf('rival'), prompt: OURS, taskId: 'task-9' })],
    ['lost only the result of it', doubtful({ state: 'UNRESOLVED', taskId: 'task-9' })],
    ['has another prompt', doubtful({ prompt: THEIRS })],
    ['is this edit itself', doubtful({ editId: MINE })],
    [
      'was given up for good',
      doubtful({ state: 'UNRESOLVED', times: { createdAt: 1, updatedAt: 2, finishedAt: 2, closedAt: 2 } }),
    ],
    [
      'is in doubt about another hour',
      doubtful({
        submission: { attempt: 1, startedAt: VIRTUAL_EPOCH + HOUR, until: VIRTUAL_EPOCH + HOUR + 60_000, clockOffsetMs: 0 },
      }),
    ],
  ])('is none when it %s', async (_what, edit) => {
    expect((await look({ ...outside, edits: [edit] })).verdict).toEqual(adopt('task'));
  });

  it('is taken for granted where more are in doubt than can be compared', async () => {
    const edits = Array.from({ length: 101 }, (_, index) =>
      doubtful({ editId: idOf(`doubt ${index}`), prompt: `${THEIRS} ${index}` }),
    );
    expect((await look({ ...outside, edits })).verdict).toEqual(wait('ambiguous'));
    expect((await look({ ...outside, edits: edits.slice(1) })).verdict).toEqual(adopt('task'));
  });

  it('owns nothing in this edit’s window: no two creates of a pool are outstanding at once', async () => {
    const inside = { rows: [row('task', 1)], reports: { task: done(OURS) } };
    expect((await look({ ...inside, edits: [doubtful()] })).verdict).toEqual(adopt('task'));
  });
});
