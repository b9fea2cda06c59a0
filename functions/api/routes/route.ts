/** The shape of a route: what its operation says it takes, in; an answer, out. */
import type * as z from 'zod/mini';
import type { OPERATIONS, OperationId } from '#core/api/operations.ts';
import type { ApiAnswer } from '../http.ts';

type Output<T> = T extends z.core.$ZodType ? z.core.output<T> : undefined;
type BodyOf<Id extends OperationId> = (typeof OPERATIONS)[Id] extends { readonly body: infer B } ? Output<B> : undefined;

/** What a route gets, checked. */
export interface RouteInput<Id extends OperationId> {
  /** The `{id}` of the path; empty when it has none. */
  readonly id: string;
  /** Every parameter of the path by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Output<(typeof OPERATIONS)[Id]['query']>;
  readonly body: BodyOf<Id>;
  readonly idempotencyKey: string | undefined;
}

/** A route. @throws HttpError, EditError */
export type Route<Id extends OperationId> = (input: RouteInput<Id>) => Promise<ApiAnswer>;

/** A route for every operation. */
export type Routes = { readonly [Id in OperationId]: Route<Id> };
