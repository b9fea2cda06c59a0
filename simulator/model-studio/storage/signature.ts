/** Signatures of result URLs and upload policies, as object storage makes and checks them. */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Signs text the way object storage signs a URL: base64 of an HMAC-SHA1. The key is no secret; nothing here protects anything. */
const sign = (text: string): string => createHmac('sha1', 'simulated-storage').update(text).digest('base64');

/** The access key id that signed URLs carry. */
export const ACCESS_KEY_ID = 'LTAI5tSimulatedModelStudio';

/** Query string that opens `path` until `expires` (seconds since 1970). */
export const signedQuery = (path: string, expires: number): string =>
  new URLSearchParams({
    Expires: String(expires),
    OSSAccessKeyId: ACCESS_KEY_ID,
    Signature: sign(`GET\n\n\n${expires}\n${path}`),
  }).toString();

/** What is wrong with a signed request, in the order in which object storage finds out. */
export type SignatureProblem = 'missing' | 'expired' | 'mismatch';

/** Checks a signed request at `now` (milliseconds since 1970). */
export const checkSignature = (
  method: string,
  path: string,
  query: URLSearchParams,
  now: number,
): SignatureProblem | undefined => {
  const expires = query.get('Expires');
  const signature = query.get('Signature');
  if (expires === null || signature === null) return 'missing';
  if (!/^\d+$/.test(expires)) return 'mismatch';
  if (Number(expires) * 1000 <= now) return 'expired';
  const expected = Buffer.from(sign(`${method}\n\n\n${expires}\n${path}`));
  const actual = Buffer.from(signature);
  return expected.length === actual.length && timingSafeEqual(expected, actual) ? undefined : 'mismatch';
};

/** Signs an upload policy. */
export const signPolicy = (policy: string): string => sign(policy);
