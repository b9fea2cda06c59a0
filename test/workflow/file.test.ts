import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { CREATE_LOCK_MS, UNDECIDED_MS } from '#core/admission/submission-window.ts';
import { TOKEN_LIFE_MS } from '#core/edit/repair.ts';
import { WORKFLOW_ERROR_NAMES } from '#core/errors.ts';
import { workflowDefinition, workflowText } from '#test/support/workflow-file.ts';

const definition = workflowDefinition();
const states = Object.entries(definition.States);
const tasks = states.filter(([, state]) => state.Type === 'Task');

describe('the workflow file', () => {
  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = validate(definition, { checkArn: true, checkPaths: true });
    expect(isValid ? '' : errorsText()).toBe('');
  });

  it('uses JSONPath, so that it runs unchanged everywhere', () => {
    expect(workflowText()).not.toMatch(/QueryLanguage|JSONata|\{%/);
  });

  it('names exactly the states of the design', () => {
    expect(states.map(([name]) => name)).toEqual([
      'Await slot',
      'Submit',
      'Wait',
      'Check status',
      'Finished?',
      'Persist result',
      'Record failure',
      'Edit failed',
    ]);
  });

  it('takes its functions from five substitutions', () => {
    const names = [...workflowText().matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name).sort();
    expect(names).toEqual(
      ['CheckStatus', 'PersistResult', 'RecordFailure', 'RequestSlot', 'Submit'].map((name) => `${name}FunctionArn`),
    );
  });

  it('routes on exactly the error names of core', () => {
    const named = states.flatMap(([, state]) => [...(state.Retry ?? []), ...(state.Catch ?? [])]).flatMap((e) => e.ErrorEquals);
    const ours = new Set(named.filter((name) => !/^(States|Lambda|Runtime|Sandbox)\./.test(name)));
    expect([...ours].sort()).toEqual([...WORKFLOW_ERROR_NAMES].sort());
  });

  it.each(tasks)('gives %s a timeout, retries for transient errors, and a way out', (_name, state) => {
    // Longer than 24.8 days overflows a timer of the runtime that runs this file on one machine.
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
    expect((state.TimeoutSeconds ?? 0) * 1000).toBeLessThan(2 ** 31);
    const retried = (state.Retry ?? []).filter((entry) => entry.MaxAttempts !== 0).flatMap((entry) => entry.ErrorEquals);
    const transient = [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.TooManyRequestsException',
      'Lambda.Unknown',
      'Runtime.ExitError',
      'Runtime.OutOfMemory',
      'Sandbox.Timedout',
      'States.Timeout',
    ];
    expect(retried.includes('States.ALL') ? [] : transient.filter((name) => !retried.includes(name))).toEqual([]);
    expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  it('never repeats the paid step after an error that is nobody’s promise of safety', () => {
    const retried = (definition.States.Submit?.Retry ?? [])
      .filter((entry) => entry.MaxAttempts !== 0)
      .flatMap((e) => e.ErrorEquals);
    expect(retried).not.toContain('States.ALL');
    expect(retried).not.toContain('States.TaskFailed');
  });

  it('looks for a doubtful task for ten minutes, every 25 seconds, before it is left to the sweep', () => {
    const again = definition.States.Submit?.Retry?.find((entry) => entry.ErrorEquals.includes('SubmissionUnknown'));
    expect(again).toEqual({ ErrorEquals: ['SubmissionUnknown'], IntervalSeconds: 25, BackoffRate: 1, MaxAttempts: 26 });
    // Longer than a doubt takes that a probe ends: the window, the probe after it, and the list that shows it.
    expect((again?.IntervalSeconds ?? 0) * (again?.MaxAttempts ?? 0) * 1000).toBeGreaterThan(CREATE_LOCK_MS + UNDECIDED_MS);
  });

  it('repeats a create that was not accepted for longer than a day', () => {
    const again = definition.States.Submit?.Retry?.find((entry) => entry.ErrorEquals.includes('NotAccepted'));
    const { MaxAttempts = 0, MaxDelaySeconds = 0 } = again ?? {};
    expect((MaxAttempts * MaxDelaySeconds) / 2).toBeGreaterThan(24 * 3600);
  });

  it.each(tasks.slice(0, 4))(
    'is patient where %s finds no room for its function: for a quarter of an hour on average',
    (_name, state) => {
      const again = state.Retry?.find((entry) => entry.ErrorEquals.includes('Lambda.TooManyRequestsException'));
      const { IntervalSeconds = 1, BackoffRate = 2, MaxAttempts = 3, MaxDelaySeconds = 0 } = again ?? {};
      const pauses = Array.from({ length: MaxAttempts }, (_, try_) =>
        Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** try_),
      );
      expect(pauses.reduce((sum, pause) => sum + pause / 2, 0)).toBeGreaterThan(15 * 60);
    },
  );

  it('keeps a token for as long as the sweep takes it for living', () => {
    expect((definition.States['Await slot']?.TimeoutSeconds ?? 0) * 1000).toBe(TOKEN_LIFE_MS);
  });

  it('waits for a slot longer than any queue', () => {
    const wait = definition.States['Await slot'];
    const again = wait?.Retry?.find((entry) => entry.ErrorEquals.includes('States.Timeout'));
    expect((wait?.TimeoutSeconds ?? 0) * (again?.MaxAttempts ?? 0)).toBeGreaterThan(365 * 24 * 3600);
  });
});
