/** Step Functions ends an execution whose history has 25,000 events: no edit may come near, however long it waits or is repeated. */
import { describe, expect, it } from 'vitest';
import { NotAccepted } from '#core/errors.ts';
import type { Transition } from '#test/support/asl-walker.ts';
import { createFlow, type Flow } from '#test/support/flow.ts';
import { broken, lostReply } from '#test/support/scripted-model.ts';
import { type State, workflowDefinition } from '#test/support/workflow-file.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_EVENTS = 25_000;

const { States } = workflowDefinition();

/** Events of one attempt at a task: scheduled, started and ended; and submitted, where a token is waited for. */
const eventsOfAttempt = ({ Resource }: State): number => (Resource?.endsWith('.waitForTaskToken') ? 4 : 3);

/** Events that a history of transitions has at Step Functions: the two of the execution, two a state, and those of each attempt. */
const eventsOf = (history: readonly Transition[]): number =>
  history.reduce((sum, step) => {
    const state = States[step.state];
    const attempt = state?.Type === 'Task' ? eventsOfAttempt(state) : 0;
    if (step.kind === 'entered') return sum + 1 + attempt;
    if (step.kind === 'retried') return sum + attempt;
    return step.kind === 'left' ? sum + 1 : sum;
  }, 2);

const eventsOfEdit = async (flow: Flow): Promise<number> => {
  const { editId } = await flow.runEdit();
  return eventsOf(flow.workflow.execution(editId)?.history ?? []);
};

const times = <T>(count: number, what: T): readonly T[] => Array.from({ length: count }, () => what);

describe('the history of an execution', () => {
  it('has 27 events when nothing goes wrong', async () => {
    expect(await eventsOfEdit(createFlow())).toBe(27);
  });

  it('is far from full after every repeat of every task that the file allows', () => {
    const tasks = Object.values(States).filter(({ Type }) => Type === 'Task');
    const events = tasks.map((state) => {
      const repeats = (state.Retry ?? []).reduce((sum, { MaxAttempts = 3 }) => sum + MaxAttempts, 0);
      return 2 + (repeats + 1) * eventsOfAttempt(state);
    });
    expect(events.reduce((sum, count) => sum + count, 2)).toBeLessThan(MOST_EVENTS / 2);
  });

  it.each([
    ['a task that the service never starts', () => createFlow({ slots: 0 }), () => undefined],
    ['a task that runs for a day', () => createFlow({ taskMs: () => 25 * 3_600_000 }), () => undefined],
    [
      'a create that is refused for hours',
      () => createFlow(),
      ({ scripted }: Flow) =>
        scripted.scriptCreates(
          ...times(1400, new NotAccepted({ code: 'Throttling', message: 'm', hint: 'h', limit: 'rate', retryAfterMs: 60_000 })),
        ),
    ],
    [
      'a doubt that nothing ends',
      () => createFlow({ listDelayMs: Number.POSITIVE_INFINITY }),
      ({ scripted }: Flow) => scripted.scriptCreates(lostReply()),
    ],
    [
      'a key that cannot be read',
      () => createFlow(),
      ({ scripted }: Flow) => scripted.scriptErrors('ready', ...times(99, broken())),
    ],
  ] as const)('is far from full after %s', async (_what, create, script) => {
    const flow = create();
    script(flow);
    expect(await eventsOfEdit(flow)).toBeLessThan(MOST_EVENTS / 2);
  });
});
