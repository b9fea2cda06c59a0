/** Scenario B: a thousand uploads at once, nothing goes wrong: how close to the shortest possible time, and inside which limits. */
import { DEFAULT_CAPACITY } from '#core/admission/pool.ts';
import { SERVICE_RATE } from '#core/service/limits.ts';
import type { TaskView } from '#simulator/index.ts';
import { createDeployment } from '../deployment.ts';
import { mostWithin } from '../journal.ts';
import { atMost, type Line, note } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import { sendUploads } from '../uploads.ts';
import { checkInvariants } from '../verdict/invariants.ts';
import { invariantLines } from './noisy.ts';
import type { ScenarioOptions, ScenarioResult } from './scenario.ts';

const NAME = 'B burst';

/** Longest time over the shortest possible one, for a thousand edits and more; few edits weigh the first one and the last one more. */
const MAX_STRETCH = { ofMany: 1.01, ofFew: 1.03 } as const;

const MANY = 1000;

/** Places by which one edit may come before another that waited longer: those that are let go together. */
const MAX_INVERSION = 5;

/** Runs it. */
export const burst = async ({ seed, uploads: count, ...on }: ScenarioOptions): Promise<ScenarioResult> => {
  const deployment = createDeployment({ seed, ...on });
  try {
    const startedAt = deployment.clock.now();
    const traffic = { count, overMs: 0, duplicated: 0, overwrites: 0, unusable: 0, n: [1], latestMs: 0 };
    const uploads = await sendUploads(deployment, traffic);
    await runToEnd(deployment, 30 * 24 * 3_600_000);
    const found = await checkInvariants(deployment, uploads);
    const tasks = deployment.modelStudio.tasks();
    const finishedAt = Math.max(...found.edits.map(({ times }) => times.finishedAt ?? Number.POSITIVE_INFINITY));
    const shortest = shortestMs(tasks, SERVICE_RATE.runningTasks);
    const waitedSince = new Map(found.edits.map((edit) => [edit.taskId, edit.times.waitingSince ?? 0]));
    const lines: Line[] = [
      ...invariantLines(NAME, found),
      {
        ...atMost(
          NAME,
          'time from upload to last result, over the shortest possible',
          (finishedAt - startedAt) / shortest,
          count >= MANY ? MAX_STRETCH.ofMany : MAX_STRETCH.ofFew,
          4,
        ),
      },
      note(NAME, 'shortest possible, measured', `${seconds(shortest)} s, ${seconds(finishedAt - startedAt)} s`),
      atMost(NAME, 'tasks with the service at once', mostAtOnce(tasks, 'submittedAt'), DEFAULT_CAPACITY),
      atMost(NAME, 'tasks running at once', mostAtOnce(tasks, 'scheduledAt'), SERVICE_RATE.runningTasks),
      atMost(
        NAME,
        'creates in any second',
        mostWithin(deployment.journal.arrivals('create'), 1000),
        SERVICE_RATE.createsPerSecond,
      ),
      atMost(
        NAME,
        'queries in any second',
        mostWithin(deployment.journal.arrivals('query'), 1000),
        SERVICE_RATE.queriesPerSecond,
      ),
      atMost(NAME, 'calls refused by the rate limits of the service', deployment.modelStudio.requests.throttled, 0),
      atMost(NAME, 'places by which an edit overtakes one that waits longer', mostOvertaken(tasks, waitedSince), MAX_INVERSION),
      atMost(NAME, 'edits that did not succeed', found.edits.filter(({ state }) => state !== 'SUCCEEDED').length, 0),
    ];
    return { lines, digest: deployment.journal.digest() };
  } finally {
    deployment.close();
  }
};

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

/** Tasks in the order of their start, each on the machine that is free first: no schedule in this order is shorter. */
const shortestMs = (tasks: readonly TaskView[], machines: number): number => {
  const freeAt = Array.from({ length: machines }, () => 0);
  for (const { scheduledAt = 0, endedAt = 0 } of tasks.toSorted((a, b) => (a.scheduledAt ?? 0) - (b.scheduledAt ?? 0))) {
    freeAt.sort((a, b) => a - b);
    freeAt[0] = (freeAt[0] ?? 0) + endedAt - scheduledAt;
  }
  return Math.max(...freeAt);
};

/** Most tasks that were between an instant of theirs and their end at the same time. */
export const mostAtOnce = (tasks: readonly TaskView[], since: 'submittedAt' | 'scheduledAt'): number => {
  const steps = tasks.flatMap((task) => [
    { at: task[since] ?? 0, by: 1 },
    { at: task.endedAt ?? Number.POSITIVE_INFINITY, by: -1 },
  ]);
  let now = 0;
  let most = 0;
  for (const { by } of steps.sort((a, b) => a.at - b.at || a.by - b.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
};

/** How many places a task was created before its place in the order of waiting, at most. */
const mostOvertaken = (tasks: readonly TaskView[], waitedSince: ReadonlyMap<string | undefined, number>): number => {
  const created = tasks.toSorted((a, b) => a.submittedAt - b.submittedAt).map(({ id }) => waitedSince.get(id) ?? 0);
  const fair = created.toSorted((a, b) => a - b);
  return Math.max(...created.map((since, place) => fair.indexOf(since) - place));
};
