import { describe, expect, it } from 'vitest';
import { EDIT_FLAGS, instructionFields, requireInstruction } from '#cli/args/edit-flags.ts';
import { parseArgs } from '#cli/args/parse-args.ts';

const parse = (...words: readonly string[]) => parseArgs(words, { name: 'edit', flags: EDIT_FLAGS }).options;

describe('the flags of an edit', () => {
  it('become the fields of a request', () => {
    const words = ['--prompt', 'do', '--n', '2', '--size', '1280*720', '--seed', '0', '--negative-prompt', 'fog'];
    expect(instructionFields(parse(...words, '--watermark', '--no-prompt-extend'))).toEqual({
      prompt: 'do',
      n: 2,
      size: '1280*720',
      seed: 0,
      negativePrompt: 'fog',
      watermark: true,
      promptExtend: false,
    });
  });
  it('leave out what was not typed', () => {
    expect(instructionFields(parse('--preset', 'lighting', '--value', 'light=blue=cold'))).toEqual({
      preset: 'lighting',
      values: { light: 'blue=cold' },
    });
  });
  it('must say what to do', () => {
    expect(() => requireInstruction(parse('--seed', '1'))).toThrow('it is not said what to do');
  });
});
