/** How a request names an image: a key, a public URL, or the image itself as a data URI. Read once at the door, typed from there on. */

import type { Problem } from '../errors.ts';
import { publicUrlProblem, type UrlRules } from '../public-url.ts';
import { MAX_INPUT_BYTES } from '../service/limits.ts';
import { keyProblem, PICTURE_AREAS } from './keys.ts';

/**
 * An image as a request names it. A key without `versionId` means its newest version; `bytes` is there when the object was looked at
 * just now (an upload's, by the door), so that nobody has to look again.
 */
export type ImageReference =
  | { readonly kind: 'key'; readonly key: string; readonly versionId?: string; readonly bytes?: number }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'data'; readonly base64: string };

const MAX_URL_CHARACTERS = 2048;

/** What an image in a data URI begins with, at most 201 characters. */
const DATA_URI_HEAD = /^data:image\/[a-z0-9.+-]{1,182};base64,/i;

const MAX_BASE64_CHARACTERS = Math.ceil(MAX_INPUT_BYTES / 3) * 4;

/**
 * Reads references in order. `whose` goes into the names of refused ones: "image 2 of preset "macro" (…)".
 * Answers a problem for the first text that is no reference.
 */
export const readImageReferences = (
  texts: readonly string[],
  rules: UrlRules = {},
  whose = '',
): { readonly references: readonly ImageReference[] } | { readonly problem: Problem } => {
  const references: ImageReference[] = [];
  for (const [index, text] of texts.entries()) {
    const reference = readImageReference(text, rules);
    if ('why' in reference) return rejectedImage(`image ${index + 1}${whose} (${referenceName(text)})`, reference.why);
    references.push(reference);
  }
  return { references };
};

/** The problem of an image that cannot be taken. `why`: a predicate without its subject, such as "its data URI is not base64". */
export const rejectedImage = (name: string, why: string): { readonly problem: Problem } => ({
  problem: {
    code: 'IMAGE_REFUSED',
    message: `${name}: ${why}`,
    hint: 'Name a picture by its key (uploads/..., inputs/..., results/...), by a public http(s) URL, or as a data URI.',
  },
});

/** The text of a reference as far as it may be shown: the key, the URL, or that it is a data URI. */
export const referenceText = (reference: ImageReference): string => {
  switch (reference.kind) {
    case 'key':
      return reference.key;
    case 'url':
      return reference.url;
    case 'data':
      return 'data:';
  }
};

/** The reference that a text is, or why it is none: a predicate without its subject, such as "it is not a URL". */
export const readImageReference = (text: string, rules: UrlRules = {}): ImageReference | { readonly why: string } => {
  if (/^data:/i.test(text)) return readDataUri(text);
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return readUrl(text, rules);
  const problem = keyProblem(text);
  if (problem !== undefined) return { why: problem.message };
  const area = text.slice(0, Math.max(0, text.indexOf('/')));
  if (!(PICTURE_AREAS as readonly string[]).includes(area) || text.endsWith('/')) {
    return { why: `it is neither a URL nor a key that begins with ${PICTURE_AREAS.map((name) => `${name}/`).join(', ')}` };
  }
  return { kind: 'key', key: text };
};

/** How a refusal calls a reference: never its pixels, and never the path or query of a URL, which may carry a signature. */
export const referenceName = (text: string): string => {
  if (/^data:/i.test(text)) return 'a data URI';
  if (URL.canParse(text)) return new URL(text).host || 'a URL';
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
};

const readUrl = (text: string, rules: UrlRules): ImageReference | { readonly why: string } => {
  if (text.length > MAX_URL_CHARACTERS)
    return { why: `its URL has ${text.length} characters; at most ${MAX_URL_CHARACTERS} are allowed` };
  const why = publicUrlProblem(text, rules);
  return why === undefined ? { kind: 'url', url: new URL(text).href } : { why };
};

const readDataUri = (text: string): ImageReference | { readonly why: string } => {
  const head = DATA_URI_HEAD.exec(text)?.[0];
  if (head === undefined) return { why: 'its data URI does not begin with data:image/...;base64,' };
  const base64 = text.slice(head.length);
  if (base64.length > MAX_BASE64_CHARACTERS)
    return { why: `its data URI is longer than ${MAX_INPUT_BYTES} bytes (10 MB) of picture` };
  return { kind: 'data', base64 };
};

/** The bytes of a base64 text; undefined when it is none. */
export const decodeBase64 = (base64: string): Uint8Array | undefined => {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  const bytes = Buffer.from(base64, 'base64');
  const digits = base64.length - padding;
  const whole = padding === 0 ? digits % 4 !== 1 : base64.length % 4 === 0;
  return whole && bytes.length === Math.floor((digits * 3) / 4) ? new Uint8Array(bytes) : undefined;
};
