/** Resolves the images of an edit: which object in which version, checked by its header; an image inside a request becomes an object. */

import type { EditImage } from '../edit/edit-record.ts';
import type { Problem } from '../errors.ts';
import { sha256Of } from '../ids.ts';
import { omitUndefined } from '../omit-undefined.ts';
import { checkPicture, FIRST_READ_BYTES, type PictureCheck } from '../pictures/check-picture.ts';
import { bytesOf, type Store } from '../ports/store.ts';
import { decodeBase64, type ImageReference, referenceName, referenceText, rejectedImage } from '../request/image-reference.ts';
import { inlineKey } from '../request/keys.ts';
import { EXTENSIONS } from '../service/limits.ts';

/** What resolving needs. */
export interface ResolveImagesDeps {
  readonly store: Pick<Store, 'head' | 'readRange' | 'put'>;
}

/** The resolved images in order, or why the first unacceptable one is not. */
export type ResolvedImages = { readonly images: readonly EditImage[] } | { readonly problem: Problem };

type ResolvedImage = { readonly image: EditImage } | { readonly problem: Problem };

/** Resolves references in order. A public URL stays a URL: the service fetches and judges it. @throws Unavailable */
export const resolveImages = async (deps: ResolveImagesDeps, references: readonly ImageReference[]): Promise<ResolvedImages> => {
  const images: EditImage[] = [];
  for (const [index, reference] of references.entries()) {
    const name = `image ${index + 1} (${referenceName(referenceText(reference))})`;
    const resolved = await resolveImage(deps, reference, name);
    if ('problem' in resolved) return resolved;
    images.push(resolved.image);
  }
  return { images };
};

const resolveImage = async (deps: ResolveImagesDeps, reference: ImageReference, name: string): Promise<ResolvedImage> => {
  switch (reference.kind) {
    case 'url':
      return { image: reference };
    case 'key':
      return resolveObject(deps, reference, name);
    case 'data':
      return resolveInline(deps, reference.base64, name);
  }
};

type KeyReference = ImageReference & { readonly kind: 'key' };

const resolveObject = async ({ store }: ResolveImagesDeps, reference: KeyReference, name: string): Promise<ResolvedImage> => {
  const { key } = reference;
  const seen = await lookAt(store, reference);
  if (seen === undefined) return pictureMissing(name);
  const { versionId, bytes } = seen;
  let check: PictureCheck = { outcome: 'needs', bytes: Math.min(FIRST_READ_BYTES, bytes) };
  while (check.outcome === 'needs') {
    const first = bytes === 0 ? new Uint8Array() : await store.readRange({ key, versionId }, 0, check.bytes);
    if (first.length < check.bytes) return pictureMissing(name);
    check = checkPicture(first, bytes, name);
  }
  return check.outcome === 'refused' ? check : { image: objectImage(key, versionId, check) };
};

const lookAt = async (
  store: ResolveImagesDeps['store'],
  { key, versionId, bytes }: KeyReference,
): Promise<{ readonly versionId: string; readonly bytes: number } | undefined> =>
  versionId !== undefined && bytes !== undefined ? { versionId, bytes } : store.head({ key, ...omitUndefined({ versionId }) });

const resolveInline = async ({ store }: ResolveImagesDeps, base64: string, name: string): Promise<ResolvedImage> => {
  const content = decodeBase64(base64);
  if (content === undefined) return rejectedImage(name, 'its data URI is not base64');
  const check = checkPicture(content, content.length, name);
  if (check.outcome === 'refused') return check;
  // Stryker disable next-line ConditionalExpression,StringLiteral: equivalent - a header of which every byte is there needs no more; the type does not know it
  if (check.outcome === 'needs') return rejectedImage(name, 'its header cannot be read');
  const key = inlineKey(sha256Of(content), EXTENSIONS[check.picture.mediaType]);
  const existing = await store.head({ key });
  if (existing?.bytes === content.length) return { image: objectImage(key, existing.versionId, check) };
  const { versionId } = await store.put(key, bytesOf(content), { mediaType: check.picture.mediaType });
  return { image: objectImage(key, versionId, check) };
};

const objectImage = (key: string, versionId: string, { picture }: PictureCheck & { readonly outcome: 'accepted' }): EditImage => {
  const { mediaType, width, height, bytes } = picture;
  return { kind: 'object', key, versionId, mediaType, width, height, bytes };
};

const pictureMissing = (name: string): { readonly problem: Problem } => ({
  problem: {
    code: 'PICTURE_NOT_FOUND',
    message: `there is no ${name}`,
    hint: 'Upload the picture first, then name its key exactly as it is.',
  },
});
