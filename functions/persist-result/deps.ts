/** What the parts of persist-result need. */
import type { EndEditDeps } from '#core/actions/end-edit.ts';
import type { Edit } from '#core/edit/edit.ts';
import type { Model, ResultDownloads } from '#core/ports/model.ts';
import type { Store } from '#core/ports/store.ts';

/** What persist-result needs. */
export interface PersistResultDeps extends EndEditDeps {
  readonly store: Pick<Store, 'put' | 'open' | 'head'>;
  readonly model: Pick<Model, 'getTask'>;
  readonly downloads: ResultDownloads;
}

/** An edit whose task is known. */
export type EditWithTask = Edit & { readonly taskId: string };
