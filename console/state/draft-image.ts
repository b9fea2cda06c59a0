/** The images of a draft: what is known of each before it is sent, and their order, which the prompt refers to. */
import type { Problem } from '#core/errors.ts';
import { IMAGES_PER_EDIT } from '#core/service/limits.ts';

/** How far an image is. Only a `ready` one can be edited: `reference` is what the request names it by. */
export type ImageStatus =
  | { readonly kind: 'checking' }
  | { readonly kind: 'uploading'; readonly share: number }
  | { readonly kind: 'ready'; readonly reference: string }
  | { readonly kind: 'rejected'; readonly problem: Problem };

/** One image of a draft. `preview` is an address this page may show; `id` is the page's own name for it. */
export interface DraftImage {
  readonly id: string;
  readonly name: string;
  readonly preview?: string;
  readonly bytes?: number;
  readonly width?: number;
  readonly height?: number;
  readonly status: ImageStatus;
}

/** How many more images fit. */
export const roomFor = (images: readonly DraftImage[]): number => Math.max(0, IMAGES_PER_EDIT.max - images.length);

/** The images with one of them moved to another place; places outside the list mean its ends. */
export const moveImage = (images: readonly DraftImage[], id: string, to: number): readonly DraftImage[] => {
  const moved = images.find((image) => image.id === id);
  if (moved === undefined) return images;
  const others = images.filter((image) => image !== moved);
  const place = Math.min(Math.max(0, to), others.length);
  return [...others.slice(0, place), moved, ...others.slice(place)];
};

/** An http(s) address in pasted or dropped text; undefined when the text is anything else. */
export const imageLink = (text: string): string | undefined => {
  const trimmed = text.trim();
  if (!/^https?:\/\/\S+$/i.test(trimmed)) return undefined;
  return URL.canParse(trimmed) ? trimmed : undefined;
};

/** The last part of a link's path, for a caption. */
export const nameOfLink = (link: string): string => {
  const { pathname, hostname } = new URL(link);
  const last = pathname
    .split('/')
    .filter((part) => part !== '')
    .at(-1);
  return last === undefined ? hostname : safelyDecoded(last);
};

const safelyDecoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
