import { describe, expect, it } from 'vitest';
import { fieldsInMetadata, instructionMetadata } from '#core/request/metadata.ts';

describe('metadata', () => {
  it('says everything that a request says', () => {
    const metadata = {
      prompt: 'p',
      preset: 'x',
      n: '2',
      size: '1280X720',
      seed: '5',
      'negative-prompt': 'blur',
      'prompt-extend': 'False',
      watermark: 'true',
      'value-title': 'T',
      mtime: '123',
    };

    expect(fieldsInMetadata(metadata)).toEqual({
      fields: {
        prompt: 'p',
        preset: 'x',
        n: 2,
        size: '1280*720',
        seed: 5,
        negativePrompt: 'blur',
        promptExtend: false,
        watermark: true,
        values: { title: 'T' },
      },
    });
    expect(Object.keys(instructionMetadata(metadata))).not.toContain('mtime');
    expect(fieldsInMetadata({ site: 'x', no: '1', 's3cmd-attrs': 'y' })).toEqual({ fields: {} });
  });

  it.each([
    [{ promt: 'x' }, 'promt is not known; did you mean "prompt"?'],
    [{ negative_prompt: 'x' }, 'did you mean "negative-prompt"?'],
    [{ n: 'two' }, 'n must be a number'],
    [{ n: '9' }, 'n must be at most 4'],
    [{ watermark: 'yes' }, 'watermark must be true or false'],
    [{ 'negative-prompt': 'a'.repeat(501) }, 'negative-prompt has 501 characters'],
    [{ 'value-Title': 'x' }, 'value-Title'],
  ])('is refused by its own names: %j', (metadata, words) => {
    expect(fieldsInMetadata(metadata as Record<string, string>)).toMatchObject({
      problem: { code: 'METADATA_REFUSED', message: expect.stringContaining(words) },
    });
  });
});
