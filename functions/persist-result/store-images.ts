/** All pictures of one task, in parallel, each stored whole and verified or not at all. */
import { type PictureOutcome, type Place, picturesOf, type TaskPictures } from '#core/edit/results.ts';
import { type Problem, ResultUnavailable, Unavailable } from '#core/errors.ts';
import type { EditWithTask, PersistResultDeps } from './deps.ts';
import { fetchPicture, type PicturePlace, type StoredPicture, storedPicture } from './fetch-picture.ts';

/**
 * How often one picture is fetched within one run of the step, and the first pause between two times, in ms. The last time its declared length is
 * not believed any more: its own end has to do.
 */
const FETCHES = { most: 3, firstPauseMs: 500 } as const;

/** Tries to store every picture, and answers what became of each, in order. @throws AccountProblem, and whatever is no error of the family */
export const storeImages = async (
  deps: PersistResultDeps,
  edit: EditWithTask,
  { places, incomplete }: TaskPictures,
): Promise<readonly PictureOutcome[]> => {
  const renew = renewOnce(deps, edit);
  const settled = await Promise.allSettled(
    places.map(async (place, at): Promise<PictureOutcome> => {
      const index = at + 1;
      if ('url' in place) return storeImage(deps, { edit, index }, place.url, renew);
      return incomplete ? { index, missing: place.problem, why: 'unnamed' } : { result: { index, problem: place.problem } };
    }),
  );
  return settled.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
};

/** What earlier runs stored of the pictures that were asked for; the others are missing for this reason. @throws Unavailable */
export const storedImages = async (
  deps: PersistResultDeps,
  edit: EditWithTask,
  problem: Problem,
): Promise<readonly PictureOutcome[]> =>
  Promise.all(
    Array.from({ length: edit.parameters.n }, async (_, at): Promise<PictureOutcome> => {
      const place = { edit, index: at + 1 };
      const earlier = await storedPicture(deps, place);
      return earlier === undefined ? { index: place.index, missing: problem, why: 'unfetched' } : stored(place, earlier);
    }),
  );

type Renew = (index: number) => Promise<Place | undefined>;

/** Asks the task for fresh URLs, once for all pictures that need one. */
const renewOnce = ({ model }: PersistResultDeps, edit: EditWithTask): Renew => {
  let renewed: Promise<readonly Place[]> | undefined;
  return async (index) => {
    renewed ??= model
      .getTask(edit.taskId)
      .then((report) => (report.status === 'SUCCEEDED' ? picturesOf(edit, report).places : []));
    return (await renewed)[index - 1];
  };
};

const storeImage = async (deps: PersistResultDeps, place: PicturePlace, first: string, renew: Renew): Promise<PictureOutcome> => {
  let url = first;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return stored(place, await fetchPicture(deps, place, url, attempt < FETCHES.most));
    } catch (error) {
      if (!isPassing(error)) throw error;
      try {
        const earlier = await storedPicture(deps, place);
        if (earlier !== undefined) return stored(place, earlier);
        if (attempt >= FETCHES.most) return missing(place, error);
        const renewed = await renew(place.index);
        if (renewed !== undefined && 'url' in renewed) url = renewed.url;
      } catch (second) {
        if (!isPassing(second)) throw second;
        if (attempt >= FETCHES.most) return missing(place, second);
      }
      await deps.clock.sleep(FETCHES.firstPauseMs * 2 ** (attempt - 1));
    }
  }
};

/** Errors after which the same may simply be tried again. */
const isPassing = (error: unknown): error is ResultUnavailable | Unavailable =>
  error instanceof ResultUnavailable || error instanceof Unavailable;

const missing = ({ index }: PicturePlace, error: ResultUnavailable | Unavailable): PictureOutcome => ({
  index,
  missing: error.problem,
  why: error instanceof ResultUnavailable ? 'unfetched' : 'unstored',
});

const stored = ({ index }: PicturePlace, { key, mediaType, width, height, bytes, sha256 }: StoredPicture): PictureOutcome => ({
  result: { index, key, mediaType, width, height, bytes, sha256 },
});
