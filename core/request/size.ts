/** Output sizes: a total number of pixels and an aspect, not a bound per side. */
import { OUTPUT_ASPECT, OUTPUT_PIXELS, RECOMMENDED_SIZES } from '../service/limits.ts';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Reads `W*H` (also `WxH`, as people write it); undefined when it is neither. */
export const parseSize = (text: string): Size | undefined => {
  const match = /^([1-9]\d{0,4})[*x×]([1-9]\d{0,4})$/i.exec(text.trim());
  if (match === null) return undefined;
  return { width: Number(match[1]), height: Number(match[2]) };
};

/** A size as the service writes it. */
export const formatSize = ({ width, height }: Size): string => `${width}*${height}`;

/** Why a size is not acceptable, with the nearest thing that is; undefined when it is acceptable. Goes on after the name of the field. */
export const sizeProblem = (text: string): string | undefined => {
  const size = parseSize(text);
  if (size === undefined) return `"${text}" is not of the form W*H, for example 1280*720`;
  const aspect = size.width / size.height;
  const pixels = size.width * size.height;
  const nearest = nearestRecommended(aspect);
  if (aspect < OUTPUT_ASPECT.min || aspect > OUTPUT_ASPECT.max) {
    return `${text} has an aspect of ${aspect.toFixed(2)}; it must be between 1:4 and 4:1, for example ${nearest}`;
  }
  if (pixels < OUTPUT_PIXELS.min || pixels > OUTPUT_PIXELS.max) {
    return `${text} has ${pixels} pixels; it must have ${OUTPUT_PIXELS.min} to ${OUTPUT_PIXELS.max}, for example ${nearest}`;
  }
  return undefined;
};

const nearestRecommended = (aspect: number): string => {
  const distance = (size: string): number => {
    const parsed = parseSize(size);
    // Stryker disable next-line ConditionalExpression: equivalent - every recommended size can be read
    return parsed === undefined ? Number.POSITIVE_INFINITY : Math.abs(Math.log(parsed.width / parsed.height / aspect));
  };
  return RECOMMENDED_SIZES.reduce((best, next) => (distance(next.size) < distance(best.size) ? next : best)).size;
};
