/** One picture from its URL into the store: whole, as what it is, or not at all. */
import { resultKey } from '#core/edit/manifest.ts';
import { Unavailable } from '#core/errors.ts';
import { type PictureVerification, type VerifiedPicture, verifyPicture } from '#core/pictures/verify/verify-picture.ts';
import { RESULT_MEDIA_TYPES } from '#core/service/limits.ts';
import type { EditWithTask, PersistResultDeps } from './deps.ts';

/** Which picture of which edit. */
export interface PicturePlace {
  readonly edit: EditWithTask;
  /** From 1. */
  readonly index: number;
}

/** A stored picture, and where it is. */
export interface StoredPicture extends VerifiedPicture {
  readonly key: string;
}

type Fetching = Pick<PersistResultDeps, 'store' | 'downloads'>;

const nameOf = ({ edit, index }: PicturePlace): string => `picture ${index} of task ${edit.taskId}`;

/** Fetches and stores a picture. `believed`: the length that it is declared with. @throws ResultUnavailable, Unavailable */
export const fetchPicture = async (
  deps: Fetching,
  place: PicturePlace,
  url: string,
  believed: boolean,
): Promise<StoredPicture> => {
  const abort = new AbortController();
  try {
    const { bytes, verification } = await openSized(deps, place, url, { believed, signal: abort.signal });
    const { mediaType } = verification;
    const key = resultKey(place.edit, place.index, mediaType);
    const content = { bytes, body: verification.body };
    const { outcome } = await deps.store.put(key, content, { mediaType, metadata: { 'edit-id': place.edit.editId } });
    if (outcome === 'created') return { key, ...verification.verified() };
  } finally {
    abort.abort();
  }
  const earlier = await storedPicture(deps, place);
  if (earlier !== undefined) return earlier;
  throw new Unavailable({
    code: 'STORE_INCONSISTENT',
    message: `the store says that ${nameOf(place)} exists, and then that it does not`,
    hint: 'The step is repeated by the workflow; nothing to do.',
  });
};

/**
 * Opens a picture with its length, which the store has to know before it takes it. Where none is declared, or it is not
 * believed, the picture is read through once to measure it, and opened again, to be the same: so no picture is held in memory, however large it is.
 */
const openSized = async (
  { downloads }: Fetching,
  place: PicturePlace,
  url: string,
  { believed, signal }: { readonly believed: boolean; readonly signal: AbortSignal },
): Promise<{ readonly bytes: number; readonly verification: PictureVerification }> => {
  const opened = await downloads.open(url, { signal });
  const declared = believed ? opened.bytes : undefined;
  const verification = await verifyPicture(nameOf(place), opened.body, declared);
  if (declared !== undefined) return { bytes: declared, verification };
  const found = await readThrough(verification);
  const again = await downloads.open(url, { signal });
  return { bytes: found.bytes, verification: await verifyPicture(nameOf(place), again.body, found) };
};

const readThrough = async (verification: PictureVerification): Promise<VerifiedPicture> => {
  for await (const _piece of verification.body);
  return verification.verified();
};

/** A picture that an earlier run stored; undefined when none did. @throws ResultUnavailable when it is damaged, Unavailable */
export const storedPicture = async (
  { store }: Pick<PersistResultDeps, 'store'>,
  place: PicturePlace,
): Promise<StoredPicture | undefined> => {
  for (const mediaType of RESULT_MEDIA_TYPES) {
    const key = resultKey(place.edit, place.index, mediaType);
    if ((await store.head({ key })) === undefined) continue;
    const { bytes, body } = await store.open({ key });
    return { key, ...(await readThrough(await verifyPicture(nameOf(place), body, bytes))) };
  }
  return undefined;
};
