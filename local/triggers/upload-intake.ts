/** From the folders of a home to start-edit: what the bucket's events and the upload queue are on AWS. */
import { openEdit } from '#core/actions/open-edit.ts';
import { hashOf } from '#core/ids.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { resultPrefix } from '#core/request/keys.ts';
import { createHandler as createStartEdit } from '#functions/start-edit/handler.ts';
import type { EditingDeps } from '../steps.ts';
import { watchFolders } from './folder-watch.ts';
import { createIntake, type IntakeDeps, LOCAL_BUCKET } from './object-events.ts';

/** What watching a home needs. */
export interface UploadIntakeDeps {
  readonly home: string;
  readonly deps: EditingDeps;
  readonly newId: () => string;
  /** How long a file must rest before it is taken in, in ms. */
  readonly restMs?: number | undefined;
}

/** Takes in the files that are there and every one that comes; answers how to stop. */
export const startUploadIntake = async ({ home, deps, newId, restMs }: UploadIntakeDeps): Promise<() => Promise<void>> => {
  const { clock, telemetry } = deps;
  const intake = createIntake({ ...startingEdits(deps), clock, newId, telemetry });
  const unwatch = await watchFolders({
    home,
    onKey: intake.take,
    onError: (error) => telemetry.log('error', 'watching failed', { error: String(error) }),
    ...omitUndefined({ restMs }),
  });
  return async () => {
    await unwatch();
    intake.stop();
  };
};

const startingEdits = (deps: EditingDeps): Pick<IntakeDeps, 'startEdit' | 'head' | 'reject'> => ({
  startEdit: createStartEdit(deps),
  head: (key) => deps.store.head({ key }),
  reject: (key, problem) => {
    const editId = hashOf(LOCAL_BUCKET, key, problem.code, problem.message);
    return openEdit(deps, {
      editId,
      source: { kind: 'upload', key, versionId: '' },
      resultPrefix: resultPrefix(editId, key),
      resolve: async () => ({ problem }),
    });
  },
});
