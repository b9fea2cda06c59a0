/** What the parts of submit need. */
import type { EndEditDeps } from '#core/actions/end-edit.ts';
import type { Model } from '#core/ports/model.ts';
import type { Store } from '#core/ports/store.ts';

/** What submit needs. */
export interface SubmitDeps extends EndEditDeps {
  readonly store: Pick<Store, 'link' | 'open'>;
  readonly model: Pick<Model, 'ready' | 'createTask' | 'uploadPicture' | 'listTasks' | 'getTask'>;
}
