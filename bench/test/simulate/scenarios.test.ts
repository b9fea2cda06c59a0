import { describe, expect, it } from 'vitest';
import { budget } from '../../simulate/scenarios/budget.ts';
import { burst } from '../../simulate/scenarios/burst.ts';
import { killSwitch } from '../../simulate/scenarios/kill-switch.ts';
import { listDown } from '../../simulate/scenarios/list-down.ts';
import { people } from '../../simulate/scenarios/people.ts';
import { failed } from './failed.ts';

describe('a simulated deployment', () => {
  it('works off a burst as fast as the service allows, in order, inside its limits', async () => {
    expect(failed(1, await burst({ seed: 1, uploads: 80 }))).toEqual([]);
  });

  it('spends no more than the budget of the day, whoever asks at once', async () => {
    expect(failed(1, await budget({ seed: 1, uploads: 260 }))).toEqual([]);
  });

  it('pays nothing for what was canceled in time, and loses nothing that was paid', async () => {
    expect(failed(1, await people({ seed: 1, uploads: 120 }))).toEqual([]);
  });

  it('stops creating at once when an operator says so, and goes on later', async () => {
    expect(failed(1, await killSwitch({ seed: 1, uploads: 50 }))).toEqual([]);
  });

  it('leaves open, and pays once, what cannot be told while the task list is down', async () => {
    expect(failed(1, await listDown({ seed: 1, uploads: 40 }))).toEqual([]);
  });
});
