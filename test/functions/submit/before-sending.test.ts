/** What can fail without the service being asked fails before the attempt is written: then nothing is in doubt. */
import { describe, expect, it } from 'vitest';
import { AccountProblem } from '#core/errors.ts';
import type { Store } from '#core/ports/store.ts';
import { createFlow } from '#test/support/flow.ts';
import { broken } from '#test/support/scripted-model.ts';
import { createSubmitFlow } from './submit-flow.ts';

const denied = (): AccountProblem =>
  new AccountProblem({ code: 'KEY_UNREADABLE', message: 'the secret may not be read', hint: 'allow it' });

describe('an edit that cannot be sent yet', () => {
  it.each([
    ['the key may not be read', denied(), 'KEY_UNREADABLE'],
    ['the key cannot be read for the moment', broken('SECRETS_THROTTLED'), 'SECRETS_THROTTLED'],
  ])('stays QUEUED as it was when %s', async (_why, error, code) => {
    const { flow, thrown, record } = await createSubmitFlow();
    const before = await record();
    flow.scripted.scriptErrors('ready', error);
    expect(await thrown()).toBe(code);
    expect(await record()).toEqual(before);
    expect(flow.scripted.calls.createTask).toBe(0);
  });

  it('stays QUEUED as it was when its picture cannot be read', async () => {
    const { thrown, record } = await createSubmitFlow({
      wrap: (port, name) =>
        name === 'store' ? { ...port, open: (): ReturnType<Store['open']> => Promise.reject(broken('STORE_DOWN')) } : port,
    });
    const before = await record();
    expect(await thrown()).toBe('STORE_DOWN');
    expect(await record()).toEqual(before);
  });

  it('goes on once the key can be read', async () => {
    const { flow, thrown, submit, record } = await createSubmitFlow();
    flow.scripted.scriptErrors('ready', broken());
    await thrown();
    await submit();
    expect(await record()).toMatchObject({ state: 'RUNNING', submission: { attempt: 1 } });
  });

  it('fails free of charge, and not UNRESOLVED, when the key can never be read', async () => {
    const flow = createFlow();
    flow.scripted.scriptErrors('ready', denied());
    const edit = await flow.runEdit();
    expect(edit).toMatchObject({ state: 'FAILED', problem: { code: 'KEY_UNREADABLE' }, budget: { settled: 0 } });
    expect(edit.submission).toBeUndefined();
    expect(await flow.slots()).toBe(0);
  });
});
