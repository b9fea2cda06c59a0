/** AWS errors, told apart by their code and turned into ours. */
import { Unavailable } from '#core/errors.ts';

/** The code of an AWS error (`name` in SDK v3); undefined for anything that is not an error. */
export const awsCode = (error: unknown): string | undefined => (error instanceof Error ? error.name : undefined);

/** The HTTP status that an AWS error came with; undefined when there was no answer. */
export const awsStatus = (error: unknown): number | undefined => {
  const metadata = (error as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata;
  return metadata?.httpStatusCode;
};

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnrecognizedClientException', 'ExpiredToken']);

/** An AWS call that failed for a reason that is not part of the port's answer: Unavailable, with the cause kept. */
export const unavailable = (code: string, what: string, cause: unknown): Unavailable =>
  new Unavailable({
    code,
    message: `${what} failed: ${awsCode(cause) ?? 'unknown error'}`,
    hint: DENIED.has(awsCode(cause) ?? '')
      ? "The function's role lacks this permission, or its credentials ran out: deploy the stack again, or check the grants of buckets you brought yourself."
      : 'Repeated by the caller; if it stays, see the AWS Health Dashboard of the region.',
    cause,
  });

/** Runs one AWS call; anything it throws becomes Unavailable with this code. */
export const orUnavailable = async <T>(code: string, what: string, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw unavailable(code, what, error);
  }
};
