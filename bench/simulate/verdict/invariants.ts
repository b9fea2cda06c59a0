/** The verdict about a run: what must hold of every upload, whatever broke, checked at the ledger, the store and the service. */
import { DEFAULT_POOL, slotsUsed } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { isTerminal } from '#core/edit/state.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { TaskView } from '#simulator/index.ts';
import type { Deployment } from '../deployment-options.ts';
import type { Upload } from '../uploads.ts';
import { wrongBudgets, wrongCharge } from './charges.ts';
import { fetchableImages, madeNothing } from './delivered.ts';
import { corruptObjects, lostResults } from './results.ts';

/** What was found. Every list names what broke the rule; all of them must be empty, except where a scenario says otherwise. */
export interface Findings {
  readonly edits: readonly Edit[];
  readonly paidTasks: number;
  readonly paidImages: number;
  /** Requests to the ledger's engine that no correct adapter makes. */
  readonly invalidRequests: readonly string[];
  /** Uploads without exactly one record. */
  readonly wrongRecords: readonly string[];
  /** Records that have not ended. */
  readonly unended: readonly string[];
  /** Edits for which more than one task was paid. */
  readonly paidTwice: readonly string[];
  /** Paid images that are not in the store, or not in the record. */
  readonly lostResults: readonly string[];
  /** Objects under results/ that are not exactly what the service made, or a manifest that does not tell the truth. */
  readonly corruptObjects: readonly string[];
  /** Edits charged otherwise than the service charged them; budgets that do not add up. */
  readonly wrongCharges: readonly string[];
  /** Slots or places in the queue that are still held, or counted and held by no record. */
  readonly leaks: readonly string[];
  /** Executions that still run although their edit has ended. */
  readonly stuckExecutions: readonly string[];
  /** Longest time from the record of an upload to its end, in ms. */
  readonly longestMs: number;
  /** Edits whose last state nobody was told of. */
  readonly unpublished: readonly string[];
  /** Uploads that could be edited, whose task the service did not fail, and whose images could be fetched. */
  readonly satisfiable: number;
  /** How many of those got all images that were made. */
  readonly satisfied: number;
  /** Satisfiable uploads that got none, though nobody told why. */
  readonly unsatisfied: readonly string[];
  /** Satisfiable uploads that got none, by what was told. */
  readonly told: ReadonlyMap<string, number>;
}

/** Judges a run that has settled. */
export const checkInvariants = async (deployment: Deployment, uploads: readonly Upload[]): Promise<Findings> => {
  const edits = await allEdits(deployment);
  const tasks = groupBySeed(deployment.modelStudio.tasks());
  const recordsOf = Map.groupBy(edits, ({ source }) => (source.kind === 'api' ? '' : `${source.key}@${source.versionId}`));
  const found = {
    edits,
    paidTasks: 0,
    paidImages: 0,
    invalidRequests: deployment.invalidRequests,
    wrongRecords: [] as string[],
    unended: edits.filter(({ state }) => !isTerminal(state)).map(nameOf),
    paidTwice: [] as string[],
    lostResults: [] as string[],
    corruptObjects: corruptObjects(deployment, edits, new Map(deployment.modelStudio.tasks().map((task) => [task.id, task]))),
    wrongCharges: await wrongBudgets(deployment, edits),
    leaks: await leaks(deployment, edits),
    stuckExecutions: deployment.workflow.executions().flatMap(({ name, end }) => (end === undefined ? [name] : [])),
    longestMs: Math.max(0, ...edits.map(({ times, state }) => (state === 'UNRESOLVED' ? 0 : lastingMs(deployment, times)))),
    unpublished: edits.filter(({ editId, state }) => !deployment.journal.published(editId).has(state)).map(nameOf),
    satisfiable: 0,
    satisfied: 0,
    unsatisfied: [] as string[],
    told: new Map<string, number>(),
  };
  for (const upload of uploads) {
    const records = recordsOf.get(`${upload.key}@${upload.versionId}`) ?? [];
    const [edit, ...others] = records;
    if (edit === undefined || others.length > 0) found.wrongRecords.push(`upload ${upload.number} has ${records.length} records`);
    const own = tasks.get(upload.number) ?? [];
    const paid = own.filter(({ paidImages }) => paidImages > 0);
    found.paidTasks += paid.length;
    found.paidImages += paid.reduce((sum, { paidImages }) => sum + paidImages, 0);
    if (paid.length > 1) found.paidTwice.push(`upload ${upload.number}: ${paid.map(({ id }) => id).join(' and ')}`);
    for (const task of paid) found.lostResults.push(...lostResults(deployment, upload, edit, task));
    if (edit !== undefined) found.wrongCharges.push(...wrongCharge(edit, paid));
    const failed = paid.length === 0 ? own.some(madeNothing) : paid.every((task) => fetchableImages(task) === 0);
    if (
      upload.unusable ||
      failed ||
      edit?.state === 'REJECTED' ||
      edit?.cancelRequestedAt !== undefined ||
      edit?.state === 'CANCELED'
    )
      continue;
    found.satisfiable += 1;
    const fetchable = paid[0] === undefined ? 0 : fetchableImages(paid[0]);
    if (
      edit !== undefined &&
      (edit.state === 'SUCCEEDED' || (edit.state === 'PARTIAL' && (fetchable < upload.n || isLyingAboutResults(paid[0]))))
    ) {
      found.satisfied += 1;
    } else if (edit?.problem !== undefined && isTrue(edit, paid[0])) {
      found.told.set(edit.problem.code, (found.told.get(edit.problem.code) ?? 0) + 1);
    } else {
      found.unsatisfied.push(
        `upload ${upload.number}: ${edit?.state ?? 'no record'} ${edit?.problem?.code ?? ''} ${edit?.problem?.message ?? ''}`,
      );
    }
  }
  return found;
};

/** Whether what was told of an edit without images is so: never accepted, or not to be found out. */
const isTrue = ({ state, problem }: Edit, paid: TaskView | undefined): boolean => {
  if (state === 'UNRESOLVED') return problem?.code !== undefined;
  return paid === undefined && TOLD_UNPAID.includes(problem?.code ?? '');
};

/** Problems of edits that were never paid, and whose uploads could have been edited. */
const TOLD_UNPAID: readonly string[] = ['NEVER_ACCEPTED'];

/** Results that are not what they should be leave an edit PARTIAL although all images are there. */
const isLyingAboutResults = (task: TaskView | undefined): boolean =>
  task?.lies.some(({ lie }) => lie === 'null-result' || lie === 'many-results') ?? false;

const lastingMs = ({ clock }: Deployment, { createdAt, finishedAt }: Edit['times']): number =>
  (finishedAt ?? clock.now()) - createdAt;

const nameOf = ({ editId, state, problem }: Edit): string => `${editId} ${state} ${problem?.code ?? ''}`;

const allEdits = async ({ ledger }: Deployment): Promise<readonly Edit[]> => {
  const edits: Edit[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.list({ limit: 1000, ...omitUndefined({ cursor }) });
    edits.push(...page.edits);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return edits;
};

const groupBySeed = (tasks: readonly TaskView[]): ReadonlyMap<number, readonly TaskView[]> =>
  Map.groupBy(tasks, ({ seed }) => seed);

const leaks = async ({ ledger }: Deployment, edits: readonly Edit[]): Promise<readonly string[]> => {
  const pool = await ledger.pool(DEFAULT_POOL);
  const held = edits.filter(({ slot }) => slot !== undefined);
  return [
    ...held.map(({ editId }) => `slot of ${editId}`),
    ...(slotsUsed(pool) === held.length ? [] : [`${slotsUsed(pool)} slots counted, ${held.length} on the records`]),
    ...(await ledger.waiting(10)).map(({ editId }) => `${editId} still waits for a slot`),
  ];
};
