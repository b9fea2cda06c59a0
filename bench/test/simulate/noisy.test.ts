import { describe, expect, it } from 'vitest';
import { noisy } from '../../simulate/scenarios/noisy.ts';
import { failed } from './failed.ts';

describe('sixty noisy uploads', () => {
  it.each([1, 2])('keep every promise (seed %i)', async (seed) => {
    expect(failed(seed, await noisy({ seed, uploads: 60 }))).toEqual([]);
  });

  it('happen again exactly alike under the same seed, and otherwise under another', async () => {
    const [first, second, other] = [
      await noisy({ seed: 3, uploads: 15 }),
      await noisy({ seed: 3, uploads: 15 }),
      await noisy({ seed: 4, uploads: 15 }),
    ];
    expect(second).toEqual(first);
    expect(other.digest).not.toBe(first.digest);
  });
});
