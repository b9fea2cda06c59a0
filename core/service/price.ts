/** What an edit costs. */
import { PRICE_PER_IMAGE_USD } from './limits.ts';

/** Price of pictures at list price, in US dollars, without the rounding noise of binary fractions. */
export const costOf = (imageCount: number): number => Math.round(imageCount * PRICE_PER_IMAGE_USD * 1e6) / 1e6;

/** What the record says of images that the service charges. */
export const chargeOf = (imageCount: number): { readonly imageCount: number; readonly costUsd: number } => ({
  imageCount,
  costUsd: costOf(imageCount),
});
