/** Scenario D, the users: edits canceled and executions stopped in every state, while calls go wrong. */
import type { Edit } from '#core/edit/edit.ts';
import type { EditState } from '#core/edit/state.ts';
import { createDeployment } from '../deployment.ts';
import type { Deployment } from '../deployment-options.ts';
import { atLeast, type Line, none, note } from '../report.ts';
import { runToEnd } from '../run-to-end.ts';
import type { Random } from '../seeded.ts';
import { sendUploads } from '../uploads.ts';
import { checkInvariants } from '../verdict/invariants.ts';
import { NOISY } from './noise.ts';
import { invariantLines } from './noisy.ts';
import type { ScenarioOptions, ScenarioResult } from './scenario.ts';

const NAME = 'D people';

/** How often somebody looks for an edit to cancel or to stop, in ms. */
const EVERY_MS = 15_000;

/** Of the edits that are looked at: canceled by a call, and stopped in the console. Shares in [0, 1]. */
const CANCELS = 0.02;
const STOPS = 0.02;

/** Runs it. */
export const people = async ({ seed, uploads: count, ...on }: ScenarioOptions): Promise<ScenarioResult> => {
  const deployment = createDeployment({ seed, ...on, noise: NOISY });
  try {
    const overMs = count * 12_000;
    const traffic = { count, overMs, duplicated: 0.1, overwrites: 0.1, unusable: 0, n: [1, 1, 2], latestMs: 10 * 60_000 };
    const touched = new Map<string, EditState>();
    const meddling = meddle(deployment, touched, overMs);
    const uploads = await sendUploads(deployment, traffic);
    await runToEnd(deployment, 30 * 24 * 3_600_000);
    await meddling;
    const found = await checkInvariants(deployment, uploads);
    const states = Object.groupBy([...touched.values()], (state) => state);
    const canceled = found.edits.filter(({ state }) => state === 'CANCELED');
    const lines: Line[] = [
      ...invariantLines(NAME, found),
      none(
        NAME,
        'canceled edits with a paid result',
        canceled.filter((edit) => isPaid(deployment, edit)).map(({ editId }) => editId),
      ),
      none(
        NAME,
        'edits canceled although nobody wished it',
        canceled.filter(({ editId }) => !touched.has(editId)).map(({ editId }) => editId),
      ),
      none(
        NAME,
        'uploads without their images although nobody touched them',
        found.unsatisfied.filter((text) => text.includes('CANCELED') || text.includes('FAILED')),
      ),
      ...(['QUEUED', 'SUBMITTING', 'RUNNING'] as const).map((state) =>
        atLeast(NAME, `edits touched in ${state}`, states[state]?.length ?? 0, 1),
      ),
      note(
        NAME,
        'touched, canceled, finished all the same and marked',
        `${touched.size}, ${canceled.length}, ${marked(found.edits)}`,
      ),
    ];
    return { lines, digest: deployment.journal.digest() };
  } finally {
    deployment.close();
  }
};

const marked = (edits: readonly Edit[]): number =>
  edits.filter(({ state, cancelRequestedAt }) => cancelRequestedAt !== undefined && state !== 'CANCELED').length;

const isPaid = ({ modelStudio }: Deployment, { parameters }: Edit): boolean =>
  modelStudio.tasks().some(({ seed, paidImages }) => seed === parameters.seed && paidImages > 0);

/** Cancels and stops here and there until the uploads have long come. */
const meddle = async (deployment: Deployment, touched: Map<string, EditState>, forMs: number): Promise<void> => {
  const { clock, ledger } = deployment;
  const random = deployment.stream('people');
  const until = clock.now() + forMs * 1.2;
  while (clock.now() < until) {
    await clock.sleep(EVERY_MS + random() * 1000);
    const { edits } = await ledger.unfinished({ limit: 500 });
    for (const edit of edits) touchOne(deployment, edit, random, touched);
  }
};

const touchOne = (deployment: Deployment, edit: Edit, random: Random, touched: Map<string, EditState>): void => {
  const draw = random();
  const eager = edit.state === 'SUBMITTING' ? 20 : 1;
  if (draw < CANCELS * eager) {
    touched.set(edit.editId, edit.state);
    void cancel(deployment, edit.editId);
  } else if (draw < (CANCELS + STOPS) * eager) {
    const execution = deployment.workflow.executions().findLast(({ editId, end }) => editId === edit.editId && end === undefined);
    if (execution !== undefined && deployment.workflow.stop(execution.name)) touched.set(edit.editId, edit.state);
  }
};

/** Tries of a call that is not answered, and the pause between two, in ms: what a person or a client does. */
const TRIES = 6;
const PAUSE_MS = 5000;

/** Cancels as a client does: again, until the call is answered. */
const cancel = async ({ clock, functions }: Deployment, editId: string): Promise<void> => {
  const path = `/edits/${editId}/cancel`;
  const http = { method: 'POST', path };
  for (let tried = 0; tried < TRIES; tried += 1) {
    const call = functions.api({ rawPath: path, headers: {}, isBase64Encoded: false, requestContext: { http } });
    const status = await call.then(
      ({ statusCode }) => statusCode,
      () => 504,
    );
    if (status < 500) return;
    await clock.sleep(PAUSE_MS);
  }
};
