/** The task list of the service is down for hours: what cannot be decided stays open, visibly, and nothing is paid twice. */
import type { Edit } from '#core/edit/edit.ts';
import { createDeployment } from '../deployment.ts';
import { type Line, none, note } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import { sendUploads } from '../uploads.ts';
import { checkInvariants } from '../verdict/invariants.ts';
import { NOISY } from './noise.ts';
import { invariantLines, trafficOf } from './noisy.ts';
import type { ScenarioOptions, ScenarioResult } from './scenario.ts';

const HOUR_MS = 3_600_000;

/** When the list goes down, from the start, and for how long: a few hours, and longer than the service remembers tasks. In ms. */
const OUTAGES = [
  { name: 'list down 2 h', fromMs: 60_000, lastsMs: 2 * HOUR_MS },
  { name: 'list down 30 h', fromMs: 60_000, lastsMs: 30 * HOUR_MS },
] as const;

/** Runs both. */
export const listDown = async ({ seed, uploads }: ScenarioOptions): Promise<ScenarioResult> => {
  const results: ScenarioResult[] = [];
  for (const outage of OUTAGES) results.push(await during(outage, { seed, uploads }));
  return { lines: results.flatMap(({ lines }) => lines), digest: results.map(({ digest }) => digest).join('-') };
};

const during = async (
  { name, fromMs, lastsMs }: (typeof OUTAGES)[number],
  { seed, uploads: count, ...on }: ScenarioOptions,
): Promise<ScenarioResult> => {
  const start = Date.UTC(2026, 0, 1);
  const isDown = (now: number): boolean => now >= start + fromMs && now < start + fromMs + lastsMs;
  const deployment = createDeployment({ seed, ...on, noise: NOISY, listDown: isDown });
  try {
    const uploads = await sendUploads(deployment, trafficOf(count));
    await runToEnd(deployment, 30 * 24 * HOUR_MS);
    const found = await checkInvariants(deployment, uploads);
    const unresolved = found.edits.filter(({ state }) => state === 'UNRESOLVED');
    const doubtful = (edit: Edit): boolean =>
      isDown(edit.submission?.until ?? 0) || isDown((edit.submission?.until ?? 0) + 30 * 60_000);
    const neverAccepted = found.edits.filter(({ problem }) => problem?.code === 'NEVER_ACCEPTED');
    const lines: Line[] = [
      ...invariantLines(name, found),
      none(
        name,
        'UNRESOLVED edits whose doubt is from another time',
        unresolved.filter((edit) => !doubtful(edit)).map(({ editId }) => editId),
      ),
      none(
        name,
        'unsatisfied uploads, but for those left open or never accepted',
        found.unsatisfied.filter((text) => !text.includes('UNRESOLVED') && !text.includes('NEVER_ACCEPTED')),
      ),
      none(
        name,
        'paid tasks that no edit knows, but for edits left open',
        found.lostResults.filter((lost) => lost.includes('no edit knows it') && !lost.includes('UNRESOLVED')),
      ),
      note(name, 'left UNRESOLVED, found never accepted', `${unresolved.length}, ${neverAccepted.length}`),
    ];
    return { lines, digest: deployment.journal.digest() };
  } finally {
    deployment.close();
  }
};
