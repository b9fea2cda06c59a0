/** How a request names a picture: a key, a public URL, or the picture itself as a data URI. */

import { publicUrlProblem, type UrlRules } from '../public-url.ts';
import { MAX_INPUT_BYTES } from '../service/limits.ts';
import { keyProblem, PICTURE_AREAS } from './keys.ts';

/** A picture as a request names it. */
export type ImageReference =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'data'; readonly base64: string };

const MAX_URL_CHARACTERS = 2048;
const MAX_BASE64_CHARACTERS = Math.ceil(MAX_INPUT_BYTES / 3) * 4;

/** The reference, or why it is none: a sentence that goes on after the picture's name. */
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
  const comma = text.indexOf(',');
  if (comma < 0 || comma > 200 || !/^data:image\/[a-z0-9.+-]+;base64$/i.test(text.slice(0, comma))) {
    return { why: 'its data URI does not begin with data:image/...;base64,' };
  }
  const base64 = text.slice(comma + 1);
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
