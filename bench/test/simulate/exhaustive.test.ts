import { describe, expect, it } from 'vitest';
import { exhaust, KINDS, SHAPES } from '../../simulate/scenarios/exhaustive.ts';

const crashes = KINDS.filter(({ kind }) => kind.startsWith('crash'));
const crashesAndLostReplies = KINDS.filter(({ kind }) => kind.startsWith('crash') || kind === 'error-after');

describe('one fault at every call of every port', () => {
  it('breaks no promise to an upload: the function dies before or after it, or its reply is lost', async () => {
    const shapes = SHAPES.filter(({ act, n }) => act === 'nothing' && n === 1);
    const { singles, broken } = await exhaust({ seed: 1, shapes, kinds: crashesAndLostReplies, pairs: 0 });
    expect(singles).toBeGreaterThan(250);
    expect(broken).toEqual([]);
  });

  it('breaks no promise when somebody cancels or stops a waiting edit', async () => {
    const shapes = SHAPES.filter(({ act }) => act === 'cancel-waiting' || act === 'stop-waiting');
    const { singles, broken } = await exhaust({ seed: 1, shapes, kinds: crashes, pairs: 0 });
    expect(singles).toBeGreaterThan(100);
    expect(broken).toEqual([]);
  });
});
