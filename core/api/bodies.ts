/** What the API takes and answers besides edits themselves. */
import * as z from 'zod/mini';
import { EDIT_STATES } from '../edit/state.ts';
import { parameterFields, promptField } from '../request/request.ts';
import { INPUT_MEDIA_TYPES, MAX_INPUT_BYTES } from '../service/limits.ts';
import { editViewSchema, problemSchema } from './edit-schema.ts';

const described = (description: string) => z.meta({ description });

/** Longest long poll, in seconds: API Gateway ends a call after 30. */
export const MAX_WAIT_SECONDS = 20;

/** Schema of the error answer of every route; `edit` when the refused edit was recorded. */
export const errorBodySchema = z.strictObject({ error: problemSchema, edit: z.optional(editViewSchema) });
/** An error answer. */
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** Schema of {@link RetryBody}. */
export const retryBodySchema = z.strictObject({
  prompt: z.optional(promptField),
  ...parameterFields,
  acceptDoublePayment: z
    .optional(z.boolean())
    .check(described('For an UNRESOLVED edit: make it again although the service may have charged for it already.')),
  adopt: z
    .optional(z.string().check(z.regex(/^[A-Za-z0-9-]{8,64}$/, 'a task id')))
    .check(
      described(
        "For an UNRESOLVED edit: the id of the service's task that belongs to it; its result is fetched, nothing new is paid.",
      ),
    ),
});
/** How to retry an edit. */
export type RetryBody = z.infer<typeof retryBodySchema>;

/** Schema of {@link UploadBody}. */
export const uploadBodySchema = z.strictObject({
  name: z
    .string()
    .check(z.minLength(1), z.maxLength(200), z.regex(/^[^/\\\p{Cc}]+$/u, 'a file name without slashes'), described('File name.')),
  mediaType: z.enum(INPUT_MEDIA_TYPES),
  bytes: z
    .optional(z.int().check(z.minimum(1), z.maximum(MAX_INPUT_BYTES)))
    .check(described('Length of the file, to hear at once when it is too large.')),
});
/** A file that a client wants to upload. */
export type UploadBody = z.infer<typeof uploadBodySchema>;

/** Schema of {@link UploadGrant}. */
export const uploadGrantSchema = z.strictObject({
  key: z.string().check(described('The key by which an edit names the picture once it is uploaded.')),
  upload: z.strictObject({
    method: z.enum(['POST', 'PUT']),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    fields: z.record(z.string(), z.string()).check(described('Form fields that go before the file, for POST.')),
    expiresAt: z.int().check(described('Epoch milliseconds.')),
  }),
});
/** Where and how to upload a file. */
export type UploadGrant = z.infer<typeof uploadGrantSchema>;

/** Schema of {@link PresetView}. */
export const presetViewSchema = z.strictObject({
  name: z.string(),
  description: z.optional(z.string()),
  prompt: z.optional(z.string()),
  placeholders: z.array(
    z.strictObject({ name: z.string(), description: z.optional(z.string()), default: z.optional(z.string()) }),
  ),
  images: z.array(z.string()),
  imagesPosition: z.enum(['before', 'after']),
  minImages: z.int(),
  parameters: z.strictObject(parameterFields),
  imagesPerDay: z.optional(z.int()),
  problem: z.optional(problemSchema).check(described('Why the preset cannot be used.')),
});
/** A preset as the faces show it. */
export type PresetView = z.infer<typeof presetViewSchema>;

/** Schema of the list of presets. */
export const presetListSchema = z.strictObject({ presets: z.array(presetViewSchema) });

/** Schema of {@link EditList}. */
export const editListSchema = z.strictObject({
  edits: z.array(editViewSchema),
  cursor: z.optional(z.string()).check(described('Pass it to get the next page; absent on the last.')),
});
/** A page of edits, newest first. */
export type EditList = z.infer<typeof editListSchema>;

/** Schema of {@link BudgetView}. */
export const budgetViewSchema = z.strictObject({
  day: z.string().check(described('UTC day.')),
  reserved: z.int().check(described('Images promised to edits under way.')),
  charged: z.int().check(described('Images billed.')),
  imagesPerDay: z.optional(z.int()).check(described('The bound; absent: none.')),
  left: z.optional(z.int()),
  costUsd: z.number().check(described('List price of the charged images.')),
});
/** Use and cost of today. */
export type BudgetView = z.infer<typeof budgetViewSchema>;

/** Schema of the health answer. */
export const healthSchema = z.strictObject({ status: z.literal('ok'), time: z.iso.datetime() });

/** A whole number in a query string. */
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .check(z.regex(/^\d{1,9}$/, 'a whole number'))
    .check(
      z.check<string>((ctx) => {
        const value = Number(ctx.value);
        if (value < min || value > max) {
          ctx.issues.push({ code: 'custom', message: `must be ${min} to ${max}`, input: ctx.value });
        }
      }),
    );

/** Query of `GET /edits`. */
export const listQuerySchema = z.strictObject({
  state: z.optional(z.enum(EDIT_STATES)).check(described('Only edits in this status.')),
  search: z.optional(z.string().check(z.maxLength(200))).check(described('A part of the source key, prompt, preset or id.')),
  limit: z.optional(wholeNumber(1, 100)).check(described('Edits a page, 1 to 100. Default 20.')),
  cursor: z.optional(z.string().check(z.maxLength(1000))).check(described('From the page before.')),
});

/** Query of `GET /edits/{id}`. */
export const waitQuerySchema = z.strictObject({
  wait: z
    .optional(wholeNumber(0, 3600))
    .check(described(`Hold the answer until the status changes, so many seconds; ${MAX_WAIT_SECONDS} at most.`)),
});

/** Query of routes that take none. */
export const noQuerySchema = z.strictObject({});
