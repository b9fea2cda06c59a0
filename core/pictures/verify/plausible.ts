/** What a result picture may say of itself. */
import { damaged } from './damaged.ts';

/**
 * Longest side and largest area of a result, in pixels. The largest that any model of the family makes is 4096x4096 (wan2.7 "4K"): four times its
 * area leaves room for successors (assumed), and no header makes anybody count more.
 */
export const RESULT_PIXELS = { side: 16_384, area: 67_108_864 } as const;

/** Size of a picture, in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The size, when a result may have it. @throws ResultUnavailable RESULT_DAMAGED */
export const plausibleSize = (what: string, { width, height }: PictureSize): PictureSize => {
  const { side, area } = RESULT_PIXELS;
  const fits = Math.min(width, height) > 0 && Math.max(width, height) <= side && width * height <= area;
  if (!fits) throw damaged(what, `says that it is ${width} by ${height} pixels`);
  return { width, height };
};
