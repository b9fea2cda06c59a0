/** The ways in which the machine itself kept a paid result away: its disk, its clock, its key. */
import { fileRefused } from '#adapters/embedded/database/file-refused.ts';
import { createSteadyClock } from '#adapters/embedded/steady-clock.ts';
import { AccountProblem, Unavailable } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import type { Store } from '#core/ports/store.ts';
import type { Case, Seen } from './case.ts';
import { delivered, rightly } from './right.ts';
import { createPatientClock, runEdits } from './run-edits.ts';

const MINUTE_MS = 60_000;

/** A store on a disk that takes no results until so long after it was first asked, as the store of one machine reports it. */
const fullDisk =
  (code: string, forMs: number) =>
  (store: Store, clock: Clock): Store => {
    let since: number | undefined;
    return {
      ...store,
      put: async (key, content, options) => {
        if (!key.startsWith('results/')) return store.put(key, content, options);
        since ??= clock.now();
        if (clock.now() - since >= forMs) return store.put(key, content, options);
        const problem = { code: 'STORE_UNAVAILABLE', message: 'the folder refused', hint: 'Check the folder.' };
        throw fileRefused(problem, Object.assign(new Error(`${code}: it cannot be written`), { code }));
      },
    };
  };

const DISK: Case = {
  about: 'lost result',
  name: 'a disk that is full, a folder that may not be written',
  variants: [
    ['ENOSPC', 20],
    ['EACCES', 20],
    ['ENOSPC', 5 * 60],
  ].map(([code, minutes]) => ({
    name: `${code} for ${minutes} min`,
    ...delivered(),
    run: () => runEdits({ parts: { store: fullDisk(String(code), Number(minutes) * MINUTE_MS) } }),
  })),
};

/** A run on a machine whose clock is moved by this a minute after the upload, under the clock of one machine. */
const clockMoved = (byMs: number): Promise<Seen> => {
  const truth = createPatientClock();
  const beganAt = truth.now();
  const machine: Clock = {
    now: () => truth.now() + (truth.now() - beganAt > MINUTE_MS / 2 ? byMs : 0),
    sleep: truth.sleep,
  };
  const steady = createSteadyClock({ machine, elapsed: () => truth.now() - beganAt });
  const clock = { ...truth, now: steady.now, sleep: truth.sleep };
  return runEdits({ parts: { clock }, service: { clock: truth } });
};

const CLOCK: Case = {
  about: 'lost result',
  name: "the machine's clock is set back by hours",
  variants: [-1, -8, -23].map((hours) => ({
    name: `${hours} h`,
    ...delivered(),
    run: () => clockMoved(hours * 60 * MINUTE_MS),
  })),
};

const unreadable = (why: 'denied' | 'throttled', forMs: number): Promise<Seen> => {
  const clock = createPatientClock();
  const until = clock.now() + forMs;
  const problem = { code: 'API_KEY_UNREADABLE', message: 'The key cannot be read.', hint: 'Allow it to be read.' };
  const secrets: Secrets = {
    apiKey: async () => {
      if (clock.now() >= until) return 'sk-simulated-account-key';
      throw why === 'denied' ? new AccountProblem(problem) : new Unavailable(problem);
    },
  };
  return runEdits({ parts: { clock, secrets } });
};

const KEY: Case = {
  about: 'lost result',
  name: 'the API key cannot be read',
  variants: [
    { name: 'throttled for 10 min', ...delivered(), run: () => unreadable('throttled', 10 * MINUTE_MS) },
    {
      name: 'denied for good',
      ...rightly('0 POSTs, FAILED or waiting, never UNRESOLVED, nothing charged', ({ posts, edits, booked }) => [
        posts !== 0 && `${posts} POSTs`,
        !['FAILED', 'QUEUED'].includes(edits[0]?.state ?? '') && `ended ${edits[0]?.state}`,
        booked !== 0 && `${booked} booked`,
      ]),
      run: () => unreadable('denied', Number.POSITIVE_INFINITY),
    },
  ],
};

/** All of them. */
export const OF_THE_MACHINE: readonly Case[] = [DISK, CLOCK, KEY];
