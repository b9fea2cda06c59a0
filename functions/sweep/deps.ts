/** What the parts of the sweep need. */
import type { EndEditDeps } from '#core/actions/end-edit.ts';
import type { Model } from '#core/ports/model.ts';

/** What the sweep needs. */
export interface SweepDeps extends EndEditDeps {
  readonly model: Pick<Model, 'listTasks' | 'getTask'>;
}
