import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flowDiagram } from '../../docs/flow-diagram.ts';
import { generated, replaceBetween } from '../../docs/generate.ts';

describe('generated documents', () => {
  it.each(generated().map(({ path, text }) => [path, text]))('%s shows what the sources say', (path, text) => {
    expect(readFileSync(join(import.meta.dirname, '../..', path), 'utf8')).toBe(text);
  });

  it('refuse a document without marks', () => {
    expect(() => replaceBetween('nothing here', 'flow', 'x')).toThrow('no marks');
  });
});

describe('the flow diagram', () => {
  it('draws choices by their word, errors dotted and the end', () => {
    const diagram = flowDiagram({
      StartAt: 'Work',
      States: {
        Work: { Type: 'Task', Next: 'Done?', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Broken' }] },
        'Done?': { Type: 'Choice', Choices: [{ StringEquals: 'again', Next: 'Work' }], Default: 'Rest' },
        Rest: { Type: 'Wait', End: true },
        Broken: { Type: 'Fail' },
      },
    });

    expect(diagram.split('\n')).toEqual([
      'flowchart TD',
      '  start((start)) --> s0',
      '  s0["Work"]',
      '  s1{"Done?"}',
      '  s2(["Rest"])',
      '  s3[["Broken"]]',
      '  done((done))',
      '  s0 --> s1',
      '  s0 -. "any error" .-> s3',
      '  s1 -- "again" --> s0',
      '  s1 -- "otherwise" --> s2',
      '  s2 --> done',
    ]);
  });
});
