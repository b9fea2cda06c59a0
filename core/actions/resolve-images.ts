/** Pins the pictures of an edit: which object in which version, checked by its header; pixels inside a request become an object. */

import type { EditImage } from '../edit/edit.ts';
import type { Problem } from '../errors.ts';
import { sha256Of } from '../ids.ts';
import { checkPicture, FIRST_READ_BYTES, type PictureCheck } from '../pictures/check-picture.ts';
import type { Store } from '../ports/store.ts';
import type { UrlRules } from '../public-url.ts';
import { decodeBase64, type ImageReference, readImageReference, referenceName } from '../request/image-reference.ts';
import { inlineKey } from '../request/keys.ts';
import { EXTENSIONS } from '../service/limits.ts';

/** What pinning needs. */
export interface ResolveImagesDeps {
  readonly store: Pick<Store, 'head' | 'readRange' | 'put'>;
  readonly urlRules: UrlRules;
}

/** The resolved pictures in order, or why the first unacceptable one is not. */
export type ResolvedImages = { readonly images: readonly EditImage[] } | { readonly problem: Problem };

type ResolvedImage = { readonly image: EditImage } | { readonly problem: Problem };

/**
 * Pins pictures. `versions` fixes the version of keys that an event named; every other key is resolved to its newest version.
 * A public URL stays a URL: the service fetches and judges it. @throws Unavailable
 */
export const resolveImages = async (
  deps: ResolveImagesDeps,
  texts: readonly string[],
  versions: Readonly<Record<string, string>> = {},
): Promise<ResolvedImages> => {
  const images: EditImage[] = [];
  for (const [index, text] of texts.entries()) {
    const name = `image ${index + 1} (${referenceName(text)})`;
    const reference = readImageReference(text, deps.urlRules);
    const resolved = 'why' in reference ? refused(name, reference.why) : await resolveImage(deps, reference, name, versions);
    if ('problem' in resolved) return resolved;
    images.push(resolved.image);
  }
  return { images };
};

const resolveImage = async (
  deps: ResolveImagesDeps,
  reference: ImageReference,
  name: string,
  versions: Readonly<Record<string, string>>,
): Promise<ResolvedImage> => {
  switch (reference.kind) {
    case 'url':
      return { image: { kind: 'url', url: reference.url } };
    case 'key':
      return resolveObject(
        deps,
        reference.key,
        name,
        Object.hasOwn(versions, reference.key) ? versions[reference.key] : undefined,
      );
    case 'data':
      return resolveInline(deps, reference.base64, name);
  }
};

const resolveObject = async (
  { store }: ResolveImagesDeps,
  key: string,
  name: string,
  version: string | undefined,
): Promise<ResolvedImage> => {
  const head = await store.head({ key, ...(version === undefined ? {} : { versionId: version }) });
  if (head === undefined) return pictureMissing(name);
  const { versionId, bytes } = head;
  let check: PictureCheck = { outcome: 'needs', bytes: Math.min(FIRST_READ_BYTES, bytes) };
  while (check.outcome === 'needs') {
    const first = bytes === 0 ? new Uint8Array() : await store.readRange({ key, versionId }, 0, check.bytes);
    if (first.length < check.bytes) return pictureMissing(name);
    check = checkPicture(first, bytes, name);
  }
  return check.outcome === 'refused' ? check : { image: objectImage(key, versionId, check) };
};

const resolveInline = async ({ store }: ResolveImagesDeps, base64: string, name: string): Promise<ResolvedImage> => {
  const content = decodeBase64(base64);
  if (content === undefined) return refused(name, 'its data URI is not base64');
  const check = checkPicture(content, content.length, name);
  if (check.outcome === 'refused') return check;
  if (check.outcome === 'needs') return refused(name, 'its header cannot be read');
  const key = inlineKey(sha256Of(content), EXTENSIONS[check.picture.mediaType]);
  const existing = await store.head({ key });
  if (existing?.bytes === content.length) return { image: objectImage(key, existing.versionId, check) };
  const { versionId } = await store.put(
    key,
    { bytes: content.length, body: once(content) },
    { mediaType: check.picture.mediaType },
  );
  return { image: objectImage(key, versionId, check) };
};

async function* once(content: Uint8Array): AsyncIterable<Uint8Array> {
  yield content;
}

const objectImage = (key: string, versionId: string, { picture }: PictureCheck & { readonly outcome: 'accepted' }): EditImage => {
  const { mediaType, width, height, bytes } = picture;
  return { kind: 'object', key, versionId, mediaType, width, height, bytes };
};

const refused = (name: string, why: string): { readonly problem: Problem } => ({
  problem: {
    code: 'IMAGE_REFUSED',
    message: `${name}: ${why}`,
    hint: 'Name a picture by its key (uploads/..., inputs/..., results/...), by a public http(s) URL, or as a data URI.',
  },
});

const pictureMissing = (name: string): { readonly problem: Problem } => ({
  problem: {
    code: 'PICTURE_NOT_FOUND',
    message: `there is no ${name}`,
    hint: 'Upload the picture first, then name its key exactly as it is.',
  },
});
