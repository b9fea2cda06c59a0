/** What the parts of the sweep need. */
import type { RepairDeps } from '#core/actions/repair-edit.ts';
import type { Model } from '#core/ports/model.ts';

/** What the sweep needs. */
export interface SweepDeps extends RepairDeps {
  readonly model: Pick<Model, 'cancelTask' | 'createTask' | 'listTasks' | 'getTask' | 'quota'>;
}
