/** Sends webhooks: at once when something is published, and again when a retry is due. */
import * as z from 'zod/mini';
import { type DeliverDeps, sendDue, sendEvent } from '#core/actions/deliver-webhooks.ts';
import { InvalidEdit } from '#core/errors.ts';
import { type EditEvent, MOMENTS } from '#core/events/events.ts';

/** How long one scheduled run begins new attempts, in ms; an attempt takes 15 s at most, so the function needs 45 s. */
const DUE_BUDGET_MS = 25_000;

const detailTypes = Object.values(MOMENTS).map(({ detailType }) => detailType);

const detailSchema = z.looseObject({
  version: z.literal('1'),
  editId: z.string(),
  state: z.string(),
  time: z.iso.datetime(),
  results: z.array(z.string()),
});

/** An event as EventBridge carries it: its own `id` differs every time, ours is the first resource. */
const busEventSchema = z.looseObject({
  'detail-type': z.enum(detailTypes),
  resources: z.array(z.string()).check(z.minLength(1)),
  detail: detailSchema,
});

const editEventSchema = z.looseObject({ id: z.string(), detailType: z.enum(detailTypes), detail: detailSchema });

const queueBatchSchema = z.looseObject({
  Records: z.array(z.looseObject({ messageId: z.string(), body: z.string() })),
});

const dueSchema = z.strictObject({ kind: z.literal('due') });

/** Messages of a queue's batch to be received again, as SQS understands it. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * The step. Takes `{ kind: 'due' }` from a schedule, an event (as core makes it, or as EventBridge carries it), or a batch of
 * messages with such events from a queue, of which those that failed are answered, so that only they come again.
 * @throws InvalidEdit WEBHOOK_EVENT_INVALID, Unavailable
 */
export const createHandler =
  (deps: DeliverDeps) =>
  async (input: unknown): Promise<BatchAnswer> => {
    const batch = queueBatchSchema.safeParse(input);
    if (batch.success) return { batchItemFailures: await sendBatch(deps, batch.data.Records) };
    if (dueSchema.safeParse(input).success) await sendDue(deps, { budgetMs: DUE_BUDGET_MS });
    else await sendEvent(deps, eventIn(input));
    return { batchItemFailures: [] };
  };

const sendBatch = async (
  deps: DeliverDeps,
  records: readonly { readonly messageId: string; readonly body: string }[],
): Promise<BatchAnswer['batchItemFailures']> => {
  const outcomes = await Promise.all(
    records.map(async ({ messageId, body }) => {
      try {
        await sendEvent(deps, eventIn(jsonIn(body)));
        return [];
      } catch (error) {
        deps.telemetry.log('error', 'webhook event failed', { messageId, code: codeOf(error) });
        return [{ itemIdentifier: messageId }];
      }
    }),
  );
  return outcomes.flat();
};

const eventIn = (input: unknown): EditEvent => {
  const own = editEventSchema.safeParse(input);
  if (own.success) return { ...own.data, detail: own.data.detail as unknown as EditEvent['detail'] };
  const carried = busEventSchema.safeParse(input);
  const id = carried.data?.resources[0];
  if (carried.data === undefined || id === undefined) throw notAnEvent(carried.error);
  return { id, detailType: carried.data['detail-type'], detail: carried.data.detail as unknown as EditEvent['detail'] };
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notAnEvent(cause);
  }
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNEXPECTED';

const notAnEvent = (cause: unknown): InvalidEdit =>
  new InvalidEdit({
    code: 'WEBHOOK_EVENT_INVALID',
    message: 'deliver-webhook was given something that is neither { kind: "due" } nor an event of Darkroom, version 1',
    hint: 'Check the rule that feeds the queue: source darkroom, the event passed on unchanged.',
    cause,
  });
