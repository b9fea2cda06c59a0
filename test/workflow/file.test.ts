import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
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
    const ours = new Set(named.filter((name) => !/^(States|Lambda|Sandbox)\./.test(name)));
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
      'Lambda.TooManyRequestsException',
      'Lambda.Unknown',
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

  it('waits for a slot longer than any queue', () => {
    const wait = definition.States['Await slot'];
    const again = wait?.Retry?.find((entry) => entry.ErrorEquals.includes('States.Timeout'));
    expect((wait?.TimeoutSeconds ?? 0) * (again?.MaxAttempts ?? 0)).toBeGreaterThan(365 * 24 * 3600);
  });
});
