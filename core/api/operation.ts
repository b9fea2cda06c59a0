/** What a route is. */
import type * as z from 'zod/mini';

/** One route. `body: undefined`: it takes none. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with `{id}` for the edit's (or endpoint's) id, and other parameters by their names. */
  readonly path: string;
  readonly summary: string;
  readonly query: z.core.$ZodType;
  readonly body?: z.core.$ZodType;
  /** Whether an empty body stands for `{}`. */
  readonly bodyOptional?: boolean;
  readonly idempotencyKey?: boolean;
  /** Schema of the good answers, by status; `any` for the document itself. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.core.$ZodType }>>;
  /** Statuses of the errors it may answer besides 400, 404, 405, 413, 415, 500 and 503. */
  readonly errors: readonly number[];
}
