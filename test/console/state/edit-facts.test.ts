import { describe, expect, it } from 'vitest';
import { captionOf, coverOf, factsOf, imageFacts } from '#console/state/edit-facts.ts';
import { editView } from '../edit-view.ts';

const result = { index: 2, key: 'results/a/2.png', width: 1280, height: 960, bytes: 2048, sha256: 'x' };
const withheld = { index: 1, problem: { code: 'DataInspectionFailed', message: 'm', hint: 'h' } };
const facts = (change: Parameters<typeof editView>[0]) =>
  Object.fromEntries(factsOf(editView(change), 2500, (ms) => `at ${ms}`).map(({ name, value }) => [name, value]));

describe('the cover and caption of an edit', () => {
  it('has its first stored result as cover, else its first image, else none', () => {
    const images = [{ key: 'uploads/a.png' }];
    expect(coverOf(editView({ images, results: [withheld, result] }))).toEqual({ image: result, isResult: true });
    expect(coverOf(editView({ images, results: [withheld] }))).toEqual({ image: images[0], isResult: false });
    expect(coverOf(editView())).toBeUndefined();
  });

  it('has its prompt, preset, source or id as caption', () => {
    expect(captionOf(editView())).toBe('Make it night');
    expect(captionOf(editView({ prompt: '', preset: 'remove-text' }))).toBe('Remove text');
    expect(captionOf(editView({ prompt: '', source: { kind: 'upload', key: 'uploads/a.png' } }))).toBe('uploads/a.png');
    expect(captionOf(editView({ prompt: '', id: 'abc' }))).toBe('abc');
  });
});

describe('the facts of an edit', () => {
  it('name cost, times, seed, size and ids', () => {
    const shown = facts({
      costUsd: 0.06,
      usage: { imageCount: 2 },
      ended: true,
      taskId: 'task-1',
      parameters: { n: 2, seed: 7, size: '1280*720', negativePrompt: 'blur', promptExtend: false, watermark: true },
      seconds: { total: 2.5, model: 1.5 },
      preset: 'remove-text',
    });
    expect(shown).toMatchObject({
      Cost: '$0.06 for 2',
      Took: '2.5 s',
      'Model worked': '1.5 s',
      Preset: 'Remove text',
      Seed: '7',
      Size: '1280×720',
      Avoid: 'blur',
      'Prompt rewriting': 'off',
      Mark: 'AI-generated',
      Started: 'at 1767323045000',
      Task: 'task-1',
    });
  });

  it('leave out what is not known', () => {
    expect(Object.keys(facts({}))).toEqual(['Took', 'Size', 'Results', 'Prompt rewriting', 'Started', 'Came from', 'Edit']);
  });

  it.each([
    ['FAILED', '$0.00'],
    ['CANCELED', '$0.00'],
    ['REJECTED', '$0.00'],
    ['UNRESOLVED', 'not known'],
  ] as const)('say what a %s edit cost: %s', (status, cost) => {
    expect(facts({ status, ended: true }).Cost).toBe(cost);
  });

  it('do not say that a lost result cost nothing', () => {
    const lost = { status: 'FAILED', ended: true, problem: { code: 'TASK_EXPIRED', message: 'm', hint: 'h' } } as const;
    expect(facts(lost).Cost).toBe('not known');
    expect(facts({ ...lost, costUsd: 0.03, usage: { imageCount: 1 } }).Cost).toBe('$0.03 for 1');
  });
});

describe('an image', () => {
  it('is described as far as it is known', () => {
    expect(imageFacts(result)).toBe('1280×960 · 2 KB');
    expect(imageFacts({ bytes: 10 })).toBe('10 B');
    expect(imageFacts({})).toBe('');
  });
});
