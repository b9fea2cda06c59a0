/** Runs a world on until nothing more happens by itself. */
import type { EditState } from '#core/edit.ts';
import type { World } from './world.ts';

/** How many edits are in which state. */
export const countStates = ({ database }: World): Readonly<Partial<Record<EditState, number>>> =>
  Object.fromEntries(
    database.sqlite
      .prepare('SELECT state, count(*) AS edits FROM edits GROUP BY state')
      .all()
      .map((row) => [String(row.state), Number(row.edits)]),
  );

const STEP_MS = 10 * 60_000;

/** How long an unresolved edit is given to be resolved by the sweep, in ms: the service forgets its task after 24 h. */
const PATIENCE_MS = 25 * 3_600_000;

/** Whether anything is under way. */
const isBusy = (world: World): boolean => {
  const { QUEUED = 0, SUBMITTING = 0, RUNNING = 0 } = countStates(world);
  if (QUEUED + SUBMITTING + RUNNING + world.queue.open > 0) return true;
  return world.workflow.executions().some((execution) => execution.end === undefined);
};

/** Lets time pass until every edit has ended and every slot and every unresolved edit was given its time; throws after `mostMs`. */
export const settle = async (world: World, mostMs: number): Promise<void> => {
  const { clock } = world;
  const until = clock.now() + mostMs;
  const passed = async (): Promise<void> => {
    if (clock.now() > until)
      throw new Error(`edits are still under way after ${mostMs / 3_600_000} h: ${JSON.stringify(countStates(world))}`);
    await clock.advance(STEP_MS);
  };
  do {
    await passed();
    const quietSince = clock.now();
    while (!isBusy(world) && (countStates(world).UNRESOLVED ?? 0) > 0 && clock.now() - quietSince < PATIENCE_MS) await passed();
  } while (isBusy(world));
  await clock.advance(2 * STEP_MS);
};
