import { describe, expect, it } from 'vitest';
import { checkRetry, draftOfEdit } from '#console/state/retry.ts';
import { editView } from '../edit-view.ts';

const drawSeed = () => 42;
const edit = editView({
  status: 'SUCCEEDED',
  ended: true,
  parameters: { n: 2, seed: 7, size: '1280*720', negativePrompt: 'blur', promptExtend: true, watermark: false },
});
const draft = draftOfEdit(edit);
const changes = (change: Partial<typeof draft.parameters>, prompt = draft.prompt) => {
  const checked = checkRetry(edit, { prompt, parameters: { ...draft.parameters, ...change } }, { drawSeed });
  return checked.ok ? checked.changes : checked.problems;
};

describe('retrying an edit', () => {
  it('starts with what it had', () => {
    expect(draft).toEqual({
      prompt: 'Make it night',
      parameters: { n: 2, seed: '7', size: '1280*720', negativePrompt: 'blur', promptExtend: true, watermark: false },
    });
    expect(draftOfEdit(editView()).parameters).toMatchObject({ seed: '', size: '', negativePrompt: '' });
  });

  it('sends the prompt only when it changed', () => {
    expect(changes({})).not.toHaveProperty('prompt');
    expect(changes({}, 'Make it day')).toMatchObject({ prompt: 'Make it day', n: 2, seed: 7, size: '1280*720' });
  });

  it('says "random again" and "avoid nothing" outright, since the API keeps what is not said', () => {
    expect(changes({ seed: '', negativePrompt: '' })).toMatchObject({ seed: 42, negativePrompt: '' });
  });

  it('says that a chosen size cannot be taken back', () => {
    expect(changes({ size: '' })).toEqual({ size: 'A retry keeps a size once it was chosen: 1280*720 or another one.' });
  });

  it('rejects what the request schema rejects, and an empty prompt', () => {
    expect(changes({ seed: '-1' })).toHaveProperty('seed');
    expect(changes({}, '  ')).toEqual({ prompt: 'Say what to change.' });
  });

  it('accepts a double payment only for an unresolved edit and only when a person said so', () => {
    const unresolved = { ...edit, status: 'UNRESOLVED' } as const;
    const sent = (given: typeof edit | typeof unresolved, acceptDoublePayment: boolean) => {
      const checked = checkRetry(given, draft, { drawSeed, acceptDoublePayment });
      return checked.ok && checked.changes.acceptDoublePayment;
    };
    expect([sent(unresolved, true), sent(unresolved, false), sent(edit, true)]).toEqual([true, undefined, undefined]);
  });
});
