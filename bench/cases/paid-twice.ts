/** The ways in which one edit came to be paid twice. */
import { executionName } from '#core/edit/execution-name.ts';
import type { LieRule, TaskServiceOptions } from '#simulator/index.ts';
import type { FaultSource } from '../simulate/faults.ts';
import { exhaust, KINDS, SHAPES } from '../simulate/scenarios/exhaustive.ts';
import type { Case, Seen, Variant } from './case.ts';
import { delivered, onceOrOpen, type Right, rightly } from './right.ts';
import { runEdits, type World } from './run-edits.ts';

/** The service takes the first create, and its reply is lost. */
const LOST_REPLY: Partial<TaskServiceOptions> = { faults: [{ phase: 'create', kind: 'drop-after-accept', when: { nth: 1 } }] };

const HOUR_S = 3600;

const lost = (name: string, right: Right, service: Partial<TaskServiceOptions>, world: World = {}): Variant => ({
  name,
  ...right,
  run: () => runEdits({ ...world, service: { ...LOST_REPLY, ...service } }),
});

const lie = (rule: LieRule): Partial<TaskServiceOptions> => ({ lies: [rule] });

const CLOCKS: Case = {
  about: 'paid twice',
  name: "the service's clock is not ours, and a reply is lost",
  variants: [
    lost('no difference', delivered(), {}),
    ...[124, -124, 2 * HOUR_S, -8 * HOUR_S].map((seconds) =>
      lost(`${seconds} s ahead`, delivered(), { clockSkewSeconds: seconds }),
    ),
    lost('jumps by an hour after the create', delivered(), { clockSkewSeconds: jump(HOUR_S) }),
    lost('jumps back by an hour after the create', delivered(), { clockSkewSeconds: jump(-HOUR_S) }),
    lost('2 h ahead, and no Date', onceOrOpen, { clockSkewSeconds: 2 * HOUR_S, lies: [{ lie: 'no-date' }] }),
    ...[2 * HOUR_S, 90, -75, -90, -600, -2 * HOUR_S].map((seconds) =>
      lost(`${seconds} s ahead, and an honest Date`, delivered(), { clockSkewSeconds: seconds, lies: [{ lie: 'honest-date' }] }),
    ),
  ],
};

/** A clock that is right for ten seconds, and then is not. */
function jump(seconds: number): (now: number) => number {
  let began: number | undefined;
  return (now) => {
    began ??= now;
    return now - began > 10_000 ? seconds : 0;
  };
}

const LATE_LIST: Case = {
  about: 'paid twice',
  name: 'the task list shows a new task late, and a reply is lost',
  variants: [
    lost('100 s', delivered(), lie({ lie: 'list-lag', value: 100 })),
    lost('10 min', onceOrOpen, lie({ lie: 'list-lag', value: 600 })),
    lost('5 h', onceOrOpen, lie({ lie: 'list-lag', value: 5 * HOUR_S })),
    lost('never', onceOrOpen, lie({ lie: 'list-lag', value: 'ever' })),
  ],
};

const LIST_ERROR: Case = {
  about: 'paid twice',
  name: 'the list answers 200 with an error inside, and a reply is lost',
  variants: [
    lost('a few times', delivered(), lie({ lie: 'list-error', times: 4 })),
    lost('for ever', onceOrOpen, lie({ lie: 'list-error' })),
  ],
};

const STRANGE_ROWS: Case = {
  about: 'paid twice',
  name: 'a row that the filter should not have let through, and a reply is lost',
  variants: [
    ...['early', 'late', 'seconds', 'microseconds', 'text', 'iso', 'null'].map((value) =>
      lost(`instant: ${value}`, delivered(), lie({ lie: 'list-instants', value })),
    ),
    lost('model in capitals', delivered(), lie({ lie: 'list-model' })),
    lost('model by another name', onceOrOpen, lie({ lie: 'list-model', value: 'wan-x' })),
    lost('a null row', delivered(), lie({ lie: 'list-null-row' })),
    lost('a total too high', onceOrOpen, lie({ lie: 'list-total' })),
    lost('rows left out', onceOrOpen, lie({ lie: 'list-no-rows' })),
  ],
};

const CHANGED_PROMPT: Case = {
  about: 'paid twice',
  name: 'the prompt comes back changed, and a reply is lost',
  variants: ['emoji', 'space', 'cut', 'html', 'mojibake', 'missing'].map((value) =>
    lost(value, value === 'missing' ? onceOrOpen : delivered(), lie({ lie: 'orig-prompt', value }), {
      prompt: 'Add a 🎈 balloon  &  a sign that says "Hello",\nkeep everything else of the photo exactly as it is',
    }),
  ),
};

const create = (name: string, right: Right, rule: Omit<LieRule, 'when'>): Variant => ({
  name,
  ...right,
  run: () => runEdits({ service: { lies: [{ ...rule, when: { nth: 1 } }] } }),
});

const SERVER_ERROR: Case = {
  about: 'paid twice',
  name: 'HTTP 500 with a documented code and a request id, after the task was made',
  variants: ['InternalError', 'InternalError.Algo', 'SystemError', 'ModelServingError', 'ModelUnavailable'].map((code) =>
    create(code, delivered(), { lie: 'create-error', value: code }),
  ),
};

const CACHE: Case = {
  about: 'paid twice',
  name: "a cache answers the second create with the first one's task id",
  variants: [
    {
      name: 'two edits',
      ...rightly('2 POSTs, 1 accepted: SUCCEEDED, and UNRESOLVED at once', ({ posts, accepted, edits, leaks }) => [
        posts !== 2 && `${posts} POSTs`,
        accepted !== 1 && `${accepted} accepted`,
        edits.map(({ state }) => state).join() !== 'SUCCEEDED,UNRESOLVED' &&
          `ended ${edits.map(({ state }) => state).join(', ')}`,
        ...leaks,
      ]),
      run: () => runEdits({ edits: 2, service: lie({ lie: 'cached-create' }) }),
    },
  ],
};

/** Every call of one function fails: what it was told is lost. */
const deaf = (functionName: string): FaultSource => ({
  twice: () => false,
  begin: (name) => ({
    next: () => (name === functionName ? { kind: 'error-before' } : undefined),
    diesAtEnd: () => false,
  }),
});

/** A person stops the execution of the first edit while it waits for a slot. */
const stopped =
  (faults?: FaultSource): (() => Promise<Seen>) =>
  () =>
    runEdits({
      ...(faults === undefined ? {} : { faults }),
      act: async ({ clock, ledger, workflow }) => {
        await ledger.setControls({ paused: true });
        await clock.advance(30_000);
        const [edit] = (await ledger.list({ limit: 1 })).edits;
        if (edit === undefined || !workflow.stop(executionName(edit.editId, edit.executions))) throw new Error('nothing to stop');
        await clock.advance(1000);
        await ledger.setControls({ paused: false });
      },
    });

const CANCELED = rightly('0 POSTs, CANCELED', ({ posts, edits, leaks }) => [
  posts !== 0 && `${posts} POSTs`,
  edits[0]?.state !== 'CANCELED' && `ended ${edits[0]?.state}`,
  ...leaks,
]);

const STOPPED: Case = {
  about: 'paid twice',
  name: 'a person stops an execution before submission',
  variants: [
    { name: 'the event arrives', ...CANCELED, run: stopped() },
    { name: 'the event is lost, the sweep hears of it', ...CANCELED, run: stopped(deaf('executionEnded')) },
  ],
};

/** What the exhaustive scenario found, as something that was seen. */
const exhausted = async (seed: number): Promise<Seen> => {
  const shapes = SHAPES.filter(({ act }) => act === 'cancel-waiting');
  const { broken } = await exhaust({ seed, shapes, kinds: KINDS, pairs: 100 });
  return {
    edits: [],
    posts: 0,
    accepted: 0,
    billed: 0,
    looks: 0,
    kept: 0,
    manifests: 0,
    hints: [],
    booked: 0,
    tookMs: undefined,
    leaks: broken,
  };
};

const CANCEL_PAIRS: Case = {
  about: 'paid twice',
  name: "canceled while it waits, with two faults, one of them after start-edit's claim",
  variants: [5, 8, 20_261_122].map((seed) => ({
    name: `seed ${seed}`,
    ...rightly('no rule broken by any pair of faults', ({ leaks }) => leaks.slice(0, 3)),
    run: () => exhausted(seed),
  })),
};

/** All of them. */
export const PAID_TWICE: readonly Case[] = [
  CLOCKS,
  LATE_LIST,
  LIST_ERROR,
  STRANGE_ROWS,
  CHANGED_PROMPT,
  SERVER_ERROR,
  CACHE,
  STOPPED,
  CANCEL_PAIRS,
];
