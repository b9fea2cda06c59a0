import { describe, expect, it } from 'vitest';
import { burst } from '../../simulate/scenarios/burst.ts';
import { claims } from '../../simulate/scenarios/claims.ts';
import { exhaust, KINDS, SHAPES } from '../../simulate/scenarios/exhaustive.ts';
import { noisy } from '../../simulate/scenarios/noisy.ts';
import { people } from '../../simulate/scenarios/people.ts';
import { failed } from './failed.ts';

const ledger = 'dynamo' as const;

describe('a simulated deployment whose ledger is in DynamoDB, where writes collide', () => {
  it('keeps every promise to noisy uploads', async () => {
    expect(failed(1, await noisy({ seed: 1, uploads: 40, ledger }))).toEqual([]);
  });

  it('works off a burst as fast as the service allows, in order, inside its limits', async () => {
    expect(failed(1, await burst({ seed: 1, uploads: 60, ledger }))).toEqual([]);
  });

  it('lets no claim give up, and uses a budget up exactly, when a hundred come at a time', async () => {
    expect(failed(1, await claims({ seed: 1, uploads: 150 }))).toEqual([]);
  });

  it('pays nothing for what was canceled in time, and loses nothing that was paid', async () => {
    expect(failed(1, await people({ seed: 1, uploads: 120, ledger }))).toEqual([]);
  });

  it('breaks no promise when a function dies at any call', async () => {
    const shapes = SHAPES.filter(({ act, n }) => act === 'nothing' && n === 1);
    const kinds = KINDS.filter(({ kind }) => kind === 'crash-after');
    expect((await exhaust({ seed: 1, ledger, shapes, kinds, pairs: 0 })).broken).toEqual([]);
  });

  it('happens again exactly alike under the same seed', async () => {
    const run = () => noisy({ seed: 3, uploads: 10, ledger });
    expect(await run()).toEqual(await run());
  });
});
