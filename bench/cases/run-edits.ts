/** Runs one edit, or a few, in virtual time through the real functions, the real workflow file, the real client and a ledger in SQLite. */
import { manifestKey } from '#core/edit/manifest.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { TaskService, TaskServiceOptions } from '#simulator/index.ts';
import { streamOf } from '#test/support/memory-store.ts';
import { pngOf } from '#test/support/pictures/png.ts';
import { createVirtualClock, type VirtualClock } from '#test/support/virtual-clock.ts';
import { createDeployment } from '../simulate/deployment.ts';
import type { Deployment, DeploymentParts } from '../simulate/deployment-options.ts';
import type { FaultSource } from '../simulate/faults.ts';
import { runToEnd } from '../simulate/run-to-end.ts';
import { checkInvariants } from '../simulate/verdict/invariants.ts';
import type { Seen } from './case.ts';

/** The world of a run. */
export interface World {
  readonly service?: Partial<TaskServiceOptions>;
  readonly parts?: DeploymentParts;
  readonly faults?: FaultSource;
  readonly prompt?: string;
  /** Images asked for; 1 by default. */
  readonly n?: number;
  /** Edits, each of a picture of its own, one after another; 1 by default. */
  readonly edits?: number;
  /** What somebody does once the uploads are sent. */
  readonly act?: (deployment: Deployment) => Promise<void>;
  /** How long the run is given at most, in hours; 60 by default. */
  readonly hours?: number;
}

const HOUR_MS = 3_600_000;

/** Edits are sent this far apart, in ms. */
const APART_MS = 20_000;

/** Turns of the event loop that streams and files need before nothing more can happen at an instant. */
const TURNS = 4;

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A virtual clock for runs with streams in them. */
export const createPatientClock = (): VirtualClock => createVirtualClock({ settle: turns });

const send = async (deployment: Deployment, { n = 1, prompt = 'Make it evening' }: World, number: number): Promise<void> => {
  const key = `uploads/photo ${number}.png`;
  const { versionId } = await deployment.store.put(key, streamOf(pngOf(640, 480, number)), {
    mediaType: 'image/png',
    metadata: { prompt: encodeURIComponent(prompt), n: String(n), seed: String(number) },
  });
  const object = { key, 'version-id': versionId, sequencer: number.toString(16).padStart(16, '0') };
  const detail = { bucket: { name: 'uploads-of-the-cases' }, object };
  deployment.queue.send(JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail }));
};

/** Counts the creates of edits; probes that can never be paid are not among them. */
const counting = (watch: DeploymentParts['watch']) => {
  let posts = 0;
  return {
    posts: () => posts,
    watch: (inner: TaskService): TaskService => {
      const service = watch?.(inner) ?? inner;
      return {
        ...service,
        createTask: (headers, body) => {
          if (!JSON.stringify(body).includes('.invalid')) posts += 1;
          return service.createTask(headers, body);
        },
      };
    },
  };
};

/** Runs it to its end and says what was seen. */
export const runEdits = async (world: World): Promise<Seen> => {
  const counted = counting(world.parts?.watch);
  const clock = world.parts?.clock ?? createPatientClock();
  const deployment = createDeployment({
    seed: 1,
    duration: () => 60,
    latency: false,
    parts: { ...world.parts, clock, watch: counted.watch },
    ...omitUndefined({ service: world.service, faults: world.faults }),
  });
  try {
    const sentAt = clock.now();
    const uploads = [];
    for (let number = 1; number <= (world.edits ?? 1); number += 1) {
      if (number > 1) await clock.advance(APART_MS);
      await send(deployment, world, number);
      uploads.push({ number, key: `uploads/photo ${number}.png`, versionId: '', n: world.n ?? 1, unusable: false, at: sentAt });
    }
    await world.act?.(deployment);
    await runToEnd(deployment, (world.hours ?? 60) * HOUR_MS);
    return await seenOf(deployment, counted.posts(), sentAt, uploads);
  } finally {
    deployment.close();
  }
};

const seenOf = async (
  deployment: Deployment,
  posts: number,
  sentAt: number,
  uploads: Parameters<typeof checkInvariants>[1],
): Promise<Seen> => {
  const found = await checkInvariants(deployment, uploads);
  const edits = found.edits.toSorted((a, b) => a.times.createdAt - b.times.createdAt);
  const tasks = deployment.modelStudio.tasks().filter(({ seed }) => uploads.some(({ number }) => number === seed));
  const ends = edits.map(({ times }) => times.finishedAt);
  const results = edits.flatMap((edit) => edit.results ?? []);
  return {
    edits,
    posts,
    hints: [...deployment.journal.hints],
    accepted: tasks.length,
    billed: tasks.reduce((sum, { paidImages }) => sum + paidImages, 0),
    looks: deployment.modelStudio.requests.queries,
    kept: results.filter((result) => 'key' in result && deployment.store.content(result.key) !== undefined).length,
    manifests: edits.filter((edit) => deployment.store.content(manifestKey(edit)) !== undefined).length,
    tookMs: ends.some((end) => end === undefined) ? undefined : Math.max(...ends.map((end) => end ?? 0)) - sentAt,
    booked: edits.reduce((sum, { budget }) => sum + (budget?.settled ?? 0), 0),
    leaks: found.leaks,
  };
};
