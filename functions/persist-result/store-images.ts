/** All pictures of one task, in parallel, each stored whole and verified or not at all. */
import type { Edit } from '#core/edit/edit.ts';
import type { EditResult } from '#core/edit/edit-record.ts';
import { resultKey } from '#core/edit/manifest.ts';
import { ResultUnavailable, Unavailable } from '#core/errors.ts';
import { type VerifiedPng, verifyPng } from '#core/pictures/verify-png.ts';
import { taskProblem } from '#core/service/error-codes.ts';
import type { TaskImage } from '#core/service/task.ts';
import type { EditWithTask, PersistResultDeps, SucceededReport } from './deps.ts';

/** How often one picture is fetched within one run of the step, and the first pause between two times, in ms. */
const FETCHES = { most: 3, firstPauseMs: 500 } as const;

/** Stores every picture and answers the results in order. @throws ResultUnavailable, Unavailable after every other picture was tried */
export const storeImages = async (
  deps: PersistResultDeps,
  edit: EditWithTask,
  report: SucceededReport,
): Promise<readonly EditResult[]> => {
  const renew = renewOnce(deps, edit.taskId);
  const settled = await Promise.allSettled(report.images.map((image, place) => storeImage(deps, edit, place + 1, image, renew)));
  return settled.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
};

/** Asks the task for fresh URLs, once for all pictures that need one. */
const renewOnce = ({ model }: PersistResultDeps, taskId: string): ((index: number) => Promise<TaskImage | undefined>) => {
  let renewed: Promise<readonly TaskImage[]> | undefined;
  return async (index) => {
    renewed ??= model.getTask(taskId).then((report) => (report.status === 'SUCCEEDED' ? report.images : []));
    return (await renewed)[index - 1];
  };
};

const storeImage = async (
  deps: PersistResultDeps,
  edit: Edit,
  index: number,
  image: TaskImage,
  renew: (index: number) => Promise<TaskImage | undefined>,
): Promise<EditResult> => {
  const what = `picture ${index} of task ${edit.taskId}`;
  if ('code' in image) return { index, problem: taskProblem(image.code, image.message) };
  const key = resultKey(edit, index);
  let { url } = image;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return resultOf(index, key, await fetchOne(deps, edit.editId, what, key, url));
    } catch (error) {
      if (!(error instanceof ResultUnavailable || error instanceof Unavailable)) throw error;
      const earlier = await readBack(deps, what, key);
      if (earlier !== undefined) return resultOf(index, key, earlier);
      if (attempt >= FETCHES.most) throw error;
      const renewed = await renew(index);
      if (renewed !== undefined && 'url' in renewed) url = renewed.url;
      await deps.clock.sleep(FETCHES.firstPauseMs * 2 ** (attempt - 1));
    }
  }
};

const fetchOne = async (
  { downloads, store }: PersistResultDeps,
  editId: string,
  what: string,
  key: string,
  url: string,
): Promise<VerifiedPng> => {
  const abort = new AbortController();
  try {
    const { bytes, body } = await downloads.open(url, { signal: abort.signal });
    const verification = verifyPng(what, bytes, body);
    const { outcome } = await store.put(
      key,
      { bytes, body: verification.body },
      { mediaType: 'image/png', metadata: { 'edit-id': editId } },
    );
    if (outcome === 'created') return verification.verified();
  } finally {
    abort.abort();
  }
  const earlier = await readBack({ store }, what, key);
  if (earlier !== undefined) return earlier;
  throw new Unavailable({
    code: 'STORE_INCONSISTENT',
    message: `the store says that ${key} exists, and then that it does not`,
    hint: 'The step is repeated by the workflow; nothing to do.',
  });
};

/** An earlier run may have stored the picture already; undefined when none did. */
const readBack = async (
  { store }: Pick<PersistResultDeps, 'store'>,
  what: string,
  key: string,
): Promise<VerifiedPng | undefined> => {
  if ((await store.head({ key })) === undefined) return undefined;
  const { bytes, body } = await store.open({ key });
  const verification = verifyPng(what, bytes, body);
  for await (const _piece of verification.body);
  return verification.verified();
};

const resultOf = (index: number, key: string, { width, height, bytes, sha256 }: VerifiedPng): EditResult => ({
  index,
  key,
  width,
  height,
  bytes,
  sha256,
});
