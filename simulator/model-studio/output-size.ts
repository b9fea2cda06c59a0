/** Output sizes: reading `W*H`, and the size that the service chooses from an input. */
import { OUTPUT_ASPECT, OUTPUT_PIXELS } from '#core/service/limits.ts';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Output sides are multiples of this when the service chooses them (our assumption: the real rounding is not published). */
const STEP = 16;

/** Reads `W*H` and checks the area and the aspect; a string says what is wrong. */
export const readSize = (text: string): Size | string => {
  const match = /^(\d{1,5})\*(\d{1,5})$/.exec(text);
  if (match === null) return 'size must be written as width*height, e.g. 1280*1280';
  const size = { width: Number(match[1]), height: Number(match[2]) };
  const pixels = size.width * size.height;
  if (pixels < OUTPUT_PIXELS.min || pixels > OUTPUT_PIXELS.max)
    return 'the total pixels of size should be between 768*768 and 1280*1280';
  const aspect = size.width / size.height;
  return aspect < OUTPUT_ASPECT.min || aspect > OUTPUT_ASPECT.max
    ? 'the aspect ratio of size should be between 1:4 and 4:1'
    : size;
};

/**
 * The size the service chooses when none is given: about 1280*1280 pixels in total with the aspect of the last input,
 * both sides multiples of 16, never more than 1280*1280 pixels and never beyond 1:4 or 4:1.
 */
export const sizeFromAspect = (input: Size): Size => {
  const aspect = Math.min(OUTPUT_ASPECT.max, Math.max(OUTPUT_ASPECT.min, input.width / input.height));
  const width = STEP * Math.round(Math.sqrt(OUTPUT_PIXELS.max * aspect) / STEP);
  const tallest = Math.floor(OUTPUT_PIXELS.max / width / STEP);
  const flattest = Math.ceil((width * OUTPUT_ASPECT.min) / STEP);
  const steps = Math.max(flattest, Math.min(tallest, Math.round(width / aspect / STEP)));
  return { width, height: STEP * steps };
};
