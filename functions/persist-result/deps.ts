/** What the parts of persist-result need. */
import type { EndEditDeps } from '#core/actions/end-edit.ts';
import type { Edit } from '#core/edit/edit.ts';
import type { Model, ResultDownloads } from '#core/ports/model.ts';
import type { Store } from '#core/ports/store.ts';
import type { TaskReport } from '#core/service/task.ts';

/** What persist-result needs. */
export interface PersistResultDeps extends EndEditDeps {
  readonly store: Pick<Store, 'put' | 'open' | 'head'>;
  readonly model: Pick<Model, 'getTask'>;
  readonly downloads: ResultDownloads;
}

/** An edit whose task is known. */
export type EditWithTask = Edit & { readonly taskId: string };

/** The report of a task that made pictures. */
export type SucceededReport = Extract<TaskReport, { readonly status: 'SUCCEEDED' }>;
