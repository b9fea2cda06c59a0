/** From the folders of a home to start-edit: what the bucket's events and the upload queue are on AWS. */
import { openEdit, type StartEditDeps } from '#core/actions/open-edit.ts';
import { hashOf } from '#core/ids.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { resultPrefix } from '#core/request/keys.ts';
import { createHandler as createStartEdit } from '#functions/start-edit/handler.ts';
import { watchFolders } from './folder-watch.ts';
import { createIntake, type IntakeDeps, LOCAL_BUCKET } from './object-events.ts';

/** What watching a home needs. */
export interface UploadIntakeDeps {
  readonly home: string;
  readonly deps: StartEditDeps;
  readonly newId: () => string;
  /** How long a file must rest before it is taken in, in ms. */
  readonly restMs?: number | undefined;
}

/** An intake that watches. */
export interface UploadIntake {
  /** Begins to watch anew: every file is reported again, and those that were taken in are found again. */
  lookAgain(): Promise<void>;
  stop(): Promise<void>;
}

/** Takes in the files that are there and every one that comes. */
export const startUploadIntake = async ({ home, deps, newId, restMs }: UploadIntakeDeps): Promise<UploadIntake> => {
  const { clock, telemetry } = deps;
  const intake = createIntake({ ...startingEdits(deps), clock, newId, telemetry });
  const watch = (): Promise<() => Promise<void>> =>
    watchFolders({
      home,
      onKey: intake.take,
      onError: (error) => telemetry.log('error', 'watching failed', watchTrouble(error)),
      ...omitUndefined({ restMs }),
    });
  let watching = watch();
  await watching;
  return {
    // A file that comes to rest is timed by the machine's clock, which may have gone back meanwhile.
    lookAgain: async () => {
      const before = watching;
      watching = before.then((unwatch) => unwatch()).then(watch);
      await watching;
    },
    stop: async () => {
      intake.stop();
      await (await watching)();
    },
  };
};

/** Systems bound how many folders are watched, and say it as a full disk (ENOSPC) or as too many open files. */
const watchTrouble = (error: unknown) => ({
  error: String(error),
  hint: 'New files may go unseen until the next start. ENOSPC here means too many watched folders: raise fs.inotify.max_user_watches; EMFILE: raise ulimit -n.',
});

const startingEdits = (deps: StartEditDeps): Pick<IntakeDeps, 'startEdit' | 'head' | 'reject'> => ({
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
