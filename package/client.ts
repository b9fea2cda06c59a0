/** `darkroom/client`: the typed client of the HTTP API, in Node or in a browser. */
export { ApiError } from '#client/api-error.ts';
export type { CallOptions, ClientOptions, UnsignedRequest } from '#client/call.ts';
export { type Client, createClient } from '#client/client.ts';
export type { CreateOptions, Edits, ListQuery, WaitOptions } from '#client/edits.ts';
export type { EventsOptions, StreamItem } from '#client/events.ts';
export type * from '#client/types.ts';
export type { SendBytes, UploadFile, UploadOptions, Uploads } from '#client/uploads.ts';
export type { DeliveriesQuery, Webhooks } from '#client/webhooks.ts';
