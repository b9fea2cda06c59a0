/** How each input picture travels to the service: by a link it can fetch, inside the request, or through its own temporary storage. */
import type { Edit } from '#core/edit/edit.ts';
import type { EditImage } from '#core/edit/edit-record.ts';
import type { Model } from '#core/ports/model.ts';
import type { Store } from '#core/ports/store.ts';
import { MAX_DATA_URI_BYTES } from '#core/service/limits.ts';

/** Where pictures come from and where they may be put. */
export interface PrepareImagesDeps {
  readonly store: Pick<Store, 'link' | 'open'>;
  readonly model: Pick<Model, 'uploadPicture'>;
}

/** How long a link lives, in seconds: the service fetches within its own queue of a few tasks. */
const INPUT_LINK_SECONDS = 15 * 60;

/** Pictures inside one request body take at most this together, encoded, in bytes; what does not fit is uploaded. */
const MAX_INLINE_BYTES = 16 * 1024 * 1024;

/**
 * References to the pictures of an edit, in order; `mayBeInline`: whether any of them may travel inside the request. Costs nothing at the service
 * and may be repeated. @throws Unavailable, AccountProblem
 */
export const prepareImages = async (
  deps: PrepareImagesDeps,
  edit: Pick<Edit, 'editId' | 'images'>,
  mayBeInline: boolean,
): Promise<readonly string[]> => {
  const references: string[] = [];
  let inline = 0;
  for (const [place, image] of edit.images.entries()) {
    const encoded = encodedBytes(image);
    const fits = mayBeInline && encoded <= MAX_DATA_URI_BYTES && inline + encoded <= MAX_INLINE_BYTES;
    const reference = await prepare(deps, `${edit.editId}-${place + 1}`, image, fits);
    if (isInline(reference)) inline += encoded;
    references.push(reference);
  }
  return references;
};

/** Whether a picture travels inside the request. */
export const isInline = (reference: string): boolean => reference.startsWith('data:');

const encodedBytes = (image: EditImage): number =>
  image.kind === 'url' ? 0 : Math.ceil(image.bytes / 3) * 4 + `data:${image.mediaType};base64,`.length;

const prepare = async (deps: PrepareImagesDeps, name: string, image: EditImage, fits: boolean): Promise<string> => {
  if (image.kind === 'url') return image.url;
  const { key, versionId, mediaType } = image;
  const link = await deps.store.link({ key, versionId }, { mediaType, seconds: INPUT_LINK_SECONDS });
  if (link !== undefined) return link;
  const { bytes, body } = await deps.store.open({ key, versionId });
  if (!fits) {
    return deps.model.uploadPicture({ name: `${name}.${mediaType.slice('image/'.length)}`, mediaType, bytes, body });
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return `data:${mediaType};base64,${Buffer.concat(pieces).toString('base64')}`;
};
