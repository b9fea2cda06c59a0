/** Walks the file until every edge of it was taken: each Next, Choice, Default, Retry (used and used up) and Catch. */
import { StateMachine } from 'aws-local-stepfunctions';
import { afterAll, describe, expect, it } from 'vitest';
import { WORKFLOW_ERROR_NAMES } from '#core/errors.ts';
import { namedError, type TaskHandler, type Transition, type WalkEnd, walk } from '#test/support/asl-walker.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { type State, workflowDefinition } from '#test/support/workflow-file.ts';

const definition = workflowDefinition();
const taken = new Set<string>();

/** What a task does at each call: the name of an error, or a result. The last entry repeats. */
type Script = readonly (string | Readonly<Record<string, unknown>>)[];
type Scripts = Readonly<Record<string, Script>>;

const EDIT = { editId: 'e' };
const HAPPY: Scripts = {
  'Await slot': [EDIT],
  Submit: [{ ...EDIT, waitSeconds: 3 }],
  'Check status': [{ ...EDIT, next: 'persist', waitSeconds: 0 }],
  'Persist result': [{ ...EDIT, state: 'SUCCEEDED' }],
  'Record failure': [{ ...EDIT, state: 'FAILED' }],
};

const handlersOf = (scripts: Scripts): Readonly<Record<string, TaskHandler>> =>
  Object.fromEntries(
    Object.entries({ ...HAPPY, ...scripts }).map(([name, script]) => {
      let call = 0;
      return [
        name,
        async () => {
          const step = script[Math.min(call, script.length - 1)];
          call += 1;
          if (typeof step === 'string') throw namedError(step, `${name} threw ${step}`);
          return step;
        },
      ];
    }),
  );

const edgeOf = (transition: Transition): string | undefined => {
  switch (transition.kind) {
    case 'retried':
      return `${transition.state} retry ${transition.retrier}`;
    case 'gave-up':
      return `${transition.state} gives up ${transition.retrier}`;
    case 'caught':
      return `${transition.state} catch ${transition.catcher}`;
    case 'chose':
      return `${transition.state} choice ${transition.choice}`;
    case 'left':
      return `${transition.state} -> ${transition.to ?? 'end'}`;
    default:
      return undefined;
  }
};

const run = async (scripts: Scripts): Promise<{ readonly end: WalkEnd; readonly steps: readonly Transition[] }> => {
  const clock = createVirtualClock();
  const steps: Transition[] = [];
  const end = await clock.drive(
    walk(EDIT, {
      definition,
      clock,
      tasks: handlersOf(scripts),
      newToken: () => ({ token: 't', used: Promise.resolve(EDIT) }),
      random: () => 1,
      onTransition: (step) => steps.push(step),
    }),
  );
  for (const step of steps) {
    const edge = edgeOf(step);
    if (edge !== undefined) taken.add(edge);
  }
  return { end, steps };
};

const entered = (steps: readonly Transition[]): readonly string[] =>
  steps.flatMap((step) => (step.kind === 'entered' ? [step.state] : []));

const edgesOf = (name: string, state: State): readonly string[] => {
  const retries = (state.Retry ?? []).flatMap((entry, index) =>
    entry.MaxAttempts === 0 ? [`${name} gives up ${index}`] : [`${name} retry ${index}`, `${name} gives up ${index}`],
  );
  const catches = (state.Catch ?? []).map((_, index) => `${name} catch ${index}`);
  const choices = (state.Choices ?? []).map((_, index) => `${name} choice ${index}`);
  const leaving = [
    ...new Set([
      state.Next,
      ...(state.Choices ?? []).map((choice) => choice.Next),
      state.Default,
      ...(state.Catch ?? []).map(() => undefined),
    ]),
  ]
    .filter((next) => next !== undefined)
    .map((next) => `${name} -> ${next}`);
  return [
    ...retries,
    ...catches,
    ...choices,
    ...leaving,
    ...(state.Default ? [`${name} choice default`] : []),
    ...(state.End ? [`${name} -> end`] : []),
  ];
};

const tasks = Object.entries(definition.States).filter(([, state]) => state.Type === 'Task');
const retriers = tasks.flatMap(([name, state]) =>
  (state.Retry ?? []).flatMap((entry, index) =>
    entry.ErrorEquals.map((named) => ({ name, entry, index, error: named === 'States.ALL' ? 'Anything' : named })),
  ),
);
const reach = (name: string): Scripts =>
  name === 'Record failure' ? { 'Check status': [{ ...EDIT, next: 'fail', waitSeconds: 0 }] } : {};

describe('every transition of the workflow file', () => {
  it('leads from the queue to the stored result', async () => {
    const { end, steps } = await run({});
    expect(end.status).toBe('SUCCEEDED');
    expect(entered(steps)).toEqual(['Await slot', 'Submit', 'Wait', 'Check status', 'Finished?', 'Persist result']);
  });

  it('loops while the task is not finished', async () => {
    const { steps } = await run({
      'Check status': [
        { ...EDIT, next: 'wait', waitSeconds: 4 },
        { ...EDIT, next: 'persist', waitSeconds: 0 },
      ],
    });
    expect(entered(steps).filter((state) => state === 'Wait')).toHaveLength(2);
  });

  it('records the failure of a task', async () => {
    const { end, steps } = await run(reach('Record failure'));
    expect(end).toMatchObject({ status: 'FAILED', error: 'EditFailed' });
    expect(entered(steps).slice(-2)).toEqual(['Record failure', 'Edit failed']);
  });

  it('goes back to the queue, without asking again and again, when it may not submit now', async () => {
    const { end, steps } = await run({ Submit: ['NotAdmitted', { ...EDIT, waitSeconds: 1 }] });
    expect(end.status).toBe('SUCCEEDED');
    expect(entered(steps).slice(0, 3)).toEqual(['Await slot', 'Submit', 'Await slot']);
    expect(steps.find((step) => step.kind === 'entered' && step.state === 'Await slot' && step !== steps[0])).toMatchObject({
      input: EDIT,
    });
  });

  it.each(retriers.filter(({ entry }) => entry.MaxAttempts !== 0))(
    'repeats $name for error $error and then goes on',
    async ({ name, error }) => {
      const { end, steps } = await run({ ...reach(name), [name]: [error, ...(HAPPY[name] ?? [])] });
      expect(end.status).toBe(name === 'Record failure' ? 'FAILED' : 'SUCCEEDED');
      expect(steps.filter((step) => step.kind === 'retried')).toHaveLength(1);
    },
  );

  it.each(retriers.filter(({ error }) => error !== 'NotAdmitted'))(
    'gives $name up after the attempts for error $error',
    async ({ name, entry, index, error }) => {
      const { end, steps } = await run({ ...reach(name), [name]: [error] });
      expect(end.status).toBe('FAILED');
      expect(steps.filter((step) => step.kind === 'retried')).toHaveLength(entry.MaxAttempts ?? 3);
      expect(steps.some((step) => step.kind === 'gave-up' && step.retrier === index)).toBe(true);
    },
  );

  it.each(tasks)('sends every error of %s that nobody repeats to Record failure', async (name) => {
    const { end, steps } = await run({ ...reach(name), [name]: ['TypeError'] });
    expect(end).toMatchObject({ status: 'FAILED', error: 'EditFailed' });
    expect(entered(steps).slice(-2)).toEqual(['Record failure', 'Edit failed']);
    if (name !== 'Record failure') {
      expect(steps.find((step) => step.kind === 'entered' && step.state === 'Record failure')).toMatchObject({
        input: { editId: 'e', failure: { Error: 'TypeError' } },
      });
    }
  });

  it.each(WORKFLOW_ERROR_NAMES)('does the same as the runtime of one machine when Submit throws %s', async (error) => {
    const scripts = { Submit: [error, { ...EDIT, waitSeconds: 1 }] };
    expect(await runLocally(scripts)).toEqual(entered((await run(scripts)).steps));
  });

  it.each([
    ['the happy path', {}],
    [
      'a loop',
      {
        'Check status': [
          { ...EDIT, next: 'wait', waitSeconds: 1 },
          { ...EDIT, next: 'persist', waitSeconds: 0 },
        ],
      },
    ],
    ['a failed task', { 'Check status': [{ ...EDIT, next: 'fail', waitSeconds: 0 }] }],
    ['a result that cannot be had', { 'Persist result': ['ResultUnavailable'] }],
    ['a canceled edit', { 'Await slot': ['Canceled'] }],
    ['a record that cannot be written', { 'Check status': ['AccountProblem'], 'Record failure': ['Unavailable'] }],
  ] satisfies readonly (readonly [string, Scripts])[])(
    'does the same as the runtime of one machine for %s',
    async (_what, scripts) => {
      expect(await runLocally(scripts)).toEqual(entered((await run(scripts)).steps));
    },
  );

  afterAll(() => {
    const all = Object.entries(definition.States).flatMap(([name, state]) => edgesOf(name, state));
    expect(all.filter((edge) => !taken.has(edge))).toEqual([]);
  });
});

/** The same scripts on aws-local-stepfunctions, with every wait and retry shortened to nothing. */
const runLocally = async (scripts: Scripts): Promise<readonly string[]> => {
  const machine = new StateMachine(JSON.parse(JSON.stringify(definition)));
  const names = Object.keys(definition.States);
  const { result, eventLogs } = machine.run(
    { ...EDIT },
    {
      context: { Task: { Token: 't' } },
      overrides: {
        taskResourceLocalHandlers: handlersOf(scripts) as Record<string, (input: unknown) => Promise<never>>,
        waitTimeOverrides: { Wait: 0 },
        retryIntervalOverrides: Object.fromEntries(names.map((name) => [name, 0])),
      },
    },
  );
  result.catch(() => undefined);
  const seen: string[] = [];
  for await (const event of eventLogs) if (event.type === 'StateEntered') seen.push(event.state.name);
  await result.catch(() => undefined);
  return seen;
};
