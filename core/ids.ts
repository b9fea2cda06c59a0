/** Names that are the same for the same thing, so that a repeated event or call finds the edit it already made. */
import { createHash } from 'node:crypto';

/** Hash of parts, 40 hex characters. Parts are length-prefixed: no two different lists collide by concatenation. */
export const hashOf = (...parts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex').slice(0, 40);
};

/** The id of the edit that a call with this Idempotency-Key opens: the same call again finds it. */
export const editIdOfIdempotencyKey = (idempotencyKey: string): string => hashOf('api', idempotencyKey);

/** JSON with sorted keys: the same text for the same value. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? // Stryker disable next-line EqualityOperator: equivalent - no name stands in an object twice
        Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** SHA-256 of bytes, 64 hex characters. */
export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
