/** Input images that no name server knows. */
import { serviceError } from '../error-codes.ts';
import type { Verdict } from './task.ts';

const BELOW_INVALID = /^https?:\/\/[^/?#]*\.invalid\.?(?::\d+)?(?:[/?#]|$)/i;

/** The verdict on images of which one lies below `.invalid`, a name that never resolves (RFC 6761); undefined when none does. */
export const unresolvable = (images: readonly string[]): Verdict | undefined => {
  if (!images.some((image) => BELOW_INVALID.test(image))) return undefined;
  const { code, message } = serviceError('InvalidURL');
  return { ok: false, code, message };
};
