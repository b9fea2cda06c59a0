/** Scenario D, the operator: the kill switch in the middle of the work, and slots changed while everything runs. */

import { createDeployment } from '../deployment.ts';
import { type Deployment, NO_NOISE } from '../deployment-options.ts';
import { atLeast, atMost, type Line, none, note } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import { sendUploads } from '../uploads.ts';
import { checkInvariants } from '../verdict/invariants.ts';
import { mostAtOnce } from './burst.ts';
import { NOISY } from './noise.ts';
import { invariantLines } from './noisy.ts';
import type { ScenarioOptions, ScenarioResult } from './scenario.ts';

const NAME = 'D kill switch';
const MINUTE_MS = 60_000;

/** How long the switch is thrown: longer than any task takes, in ms. */
const PAUSE_MS = 20 * MINUTE_MS;

/** What is already on its way when the switch is thrown still arrives within this, in ms. */
const ON_ITS_WAY_MS = 1000;

/** Fewer slots than the service would run at once. */
const FEW_SLOTS = 2;

/** Runs it without faults, where "at once" can be measured, then with them, where everything must still add up. */
export const killSwitch = async (options: ScenarioOptions): Promise<ScenarioResult> => {
  const calm = await thrown(NAME, options, false);
  const noisy = await thrown(`${NAME}, noisy`, options, true);
  return { lines: [...calm.lines, ...noisy.lines], digest: `${calm.digest}-${noisy.digest}` };
};

const thrown = async (
  name: string,
  { seed, uploads: count, ...on }: ScenarioOptions,
  isNoisy: boolean,
): Promise<ScenarioResult> => {
  const deployment = createDeployment({
    seed,
    ...on,
    noise: isNoisy ? { ...NOISY, modelStudio: { ...NOISY.modelStudio, tasks: 0 } } : NO_NOISE,
  });
  const { clock, journal, modelStudio } = deployment;
  try {
    const traffic = { count, overMs: 60_000, duplicated: 0.1, overwrites: 0, unusable: 0, n: [1], latestMs: 0 };
    const uploads = await sendUploads(deployment, traffic);
    await clock.advance(5 * MINUTE_MS);
    const pausedAt = await putControls(deployment, { paused: true });
    await clock.advance(PAUSE_MS);
    const running = modelStudio.tasks().filter(({ endedAt }) => endedAt === undefined).length;
    const before = journal.arrivals('create').filter((at) => at <= pausedAt + ON_ITS_WAY_MS).length;
    const meanwhile = journal.arrivals('create').filter((at) => at > pausedAt + ON_ITS_WAY_MS).length;
    const fewSince = await putControls(deployment, { paused: false, capacity: FEW_SLOTS });
    await clock.advance(10 * MINUTE_MS);
    const few = modelStudio.tasks().filter(({ submittedAt }) => submittedAt >= fewSince);
    const manySince = await putControls(deployment, { paused: false });
    await runToEnd(deployment, 10 * 24 * 60 * MINUTE_MS);
    const found = await checkInvariants(deployment, uploads);
    const lines: Line[] = [
      ...invariantLines(name, found),
      none(name, 'satisfiable uploads without their images that were told nothing, or nothing true', found.unsatisfied),
      ...(isNoisy
        ? []
        : [
            atLeast(name, 'edits satisfied in the end', found.satisfied, found.satisfiable),
            atMost(name, 'creates while the switch is thrown', meanwhile, 0),
            atMost(name, 'tasks still running 20 min after the switch was thrown', running, 0),
            atLeast(name, 'creates within 10 min after it was lifted', few.length, 1),
            atMost(
              name,
              `tasks with the service at once after slots became ${FEW_SLOTS}`,
              mostAtOnce(few, 'submittedAt'),
              FEW_SLOTS,
            ),
          ]),
      note(
        name,
        'creates before, under, and after the switch',
        `${before}, ${meanwhile}, ${journal.arrivals('create').length - before - meanwhile}`,
      ),
      note(name, 'seconds of few slots', String((manySince - fewSince) / 1000)),
    ];
    return { lines, digest: journal.digest() };
  } finally {
    deployment.close();
  }
};

/** Sets the controls as an operator does, again until the call is answered; answers when that was, epoch ms. */
const putControls = async ({ clock, functions }: Deployment, controls: object): Promise<number> => {
  const call = async (): Promise<boolean> => {
    const { statusCode } = await functions.api({
      rawPath: '/controls',
      headers: { 'content-type': 'application/json' },
      isBase64Encoded: false,
      body: JSON.stringify(controls),
      requestContext: { http: { method: 'PUT', path: '/controls' } },
    });
    return statusCode === 200;
  };
  while (!(await clock.drive(call().catch(() => false))));
  return clock.now();
};
