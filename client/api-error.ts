/** What a call to the API throws: the API's own error, or that it could not be reached. */
import type { EditView } from '#core/api/edit-schema.ts';
import type { Problem } from '#core/errors.ts';

/** The API answered with an error, or not at all (`status` 0). `code` is stable; decide on it, never on the message. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status; 0 when no answer arrived. */
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  /** The record of the rejected edit, when there is one. */
  readonly edit: EditView | undefined;

  constructor(
    status: number,
    { code, message, hint }: Problem,
    options?: ErrorOptions & { readonly edit?: EditView | undefined },
  ) {
    super(message, options);
    this.edit = options?.edit;
    this.status = status;
    this.code = code;
    this.hint = hint;
  }

  /** The part of the error that is shown to a person. */
  get problem(): Problem {
    return { code: this.code, message: this.message, hint: this.hint };
  }

  /** Whether the same call may succeed later: no answer, too many calls (429), or an error of the server (5xx). */
  get temporary(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** The error that an answer means; a body that is not the API's own error shape (a proxy's page) is named as such. */
export const errorOfAnswer = (status: number, body: unknown, what: string): ApiError => {
  const problem = problemOf(body);
  if (problem !== undefined) return new ApiError(status, problem, { edit: (body as { readonly edit?: EditView }).edit });
  return new ApiError(status, {
    code: 'UNEXPECTED_ANSWER',
    message: `${what} was answered with HTTP ${status} and no error of this API`,
    hint: 'Check that the base URL is that of the Darkroom API, and what stands between: a proxy or gateway may have answered.',
  });
};

/** The error of a call that got no answer. */
export const noAnswer = (baseUrl: string, what: string, cause: unknown): ApiError =>
  new ApiError(
    0,
    {
      code: 'NO_ANSWER',
      message: `${what} got no answer from ${baseUrl === '' ? 'this server' : baseUrl}`,
      hint: 'Check that Darkroom runs there and that the network lets you through, then try again.',
    },
    { cause },
  );

const problemOf = (body: unknown): Problem | undefined => {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  const { error } = body;
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, message, hint } = error as Partial<Record<keyof Problem, unknown>>;
  if (typeof code !== 'string' || typeof message !== 'string') return undefined;
  return { code, message, hint: typeof hint === 'string' ? hint : '' };
};
