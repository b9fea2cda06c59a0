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

  it('says a text where a text is meant, even one that looks like a number or like yes', () => {
    expect(fieldsInMetadata({ prompt: 'true', 'negative-prompt': 'False' })).toEqual({
      fields: { prompt: 'true', negativePrompt: 'False' },
    });
    expect(fieldsInMetadata({ prompt: '5' })).toEqual({ fields: { prompt: '5' } });
  });

  it('says numbers and switches with blanks around them', () => {
    expect(fieldsInMetadata({ n: ' 2 ', seed: ' 123456 ', watermark: ' TRUE ' })).toEqual({
      fields: { n: 2, seed: 123_456, watermark: true },
    });
  });

  it.each(['x5', '5x', '1.5', '1e3', '', '- 5'])('says no number with %j', (seed) => {
    expect(fieldsInMetadata({ seed })).toMatchObject({ problem: { message: expect.stringContaining('seed must be a number') } });
  });

  it('is left alone under a name that only begins like one of ours', () => {
    expect(fieldsInMetadata({ prompting: 'x' })).toEqual({ fields: {} });
  });

  it('is refused with everything that is wrong, and with the names that there are', () => {
    expect(fieldsInMetadata({ n: '9', seed: 'x' })).toMatchObject({
      problem: {
        message: expect.stringMatching(/n must be at most 4; seed must be a number$/),
        hint: expect.stringContaining('prompt, preset, n, size, seed, negative-prompt, prompt-extend, watermark, value-<name>'),
      },
    });
  });
});
