import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInstructions } from '#simulator/images/instructions.ts';

describe('the instructions of a prompt', () => {
  it('are read from any text without throwing, each plain kind once', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const kinds = readInstructions(text).map(({ kind }) => kind);
        expect(new Set(kinds).size).toBe(kinds.length);
      }),
    );
  });

  it('are understood as the guide writes them', () => {
    const kinds = (prompt: string) => readInstructions(prompt).map(({ kind }) => kind);
    expect(readInstructions('Detect the sunflowers and pumpkins in the image. Draw bounding boxes and add labels.')).toEqual([
      { kind: 'detect', labels: ['sunflowers', 'pumpkins'] },
    ]);
    expect(kinds('Segment the headphones in the image.')).toEqual(['segment']);
    expect(kinds('Enlarge the cow in the image.')).toEqual(['zoom']);
    expect(readInstructions('Remove all text from the upper-left corner.')).toEqual([
      { kind: 'erase', place: { across: -1, down: -1 } },
    ]);
    expect(kinds('Outpaint the image to generate a long shot photo.')).toEqual(['outpaint']);
    expect(
      readInstructions(
        'Add the title "微距摄影" in large, white font to the lower-right corner. Below, add the subtitle "Hi" in light green.',
      ),
    ).toEqual([
      {
        kind: 'title',
        lines: [
          { text: '微距摄影', colour: [255, 255, 255] },
          { text: 'Hi', colour: [160, 226, 150] },
        ],
        place: { across: 1, down: 1 },
      },
    ]);
    expect(kinds('black and white')).toEqual(['grayscale']);
    expect(kinds('turn the photo 90 degrees to the left, rotate it')).toEqual(['rotate']);
  });
});
