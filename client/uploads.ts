/** Uploading an image: the API gives a ticket, the bytes go straight to where the ticket says. */
import { omitUndefined } from '#core/omit-undefined.ts';
import { ApiError, errorOfAnswer, noAnswer } from './api-error.ts';
import type { Call, CallOptions } from './call.ts';
import type { UploadBody, UploadGrant } from './types.ts';

/** Sends the bytes of one upload and answers the HTTP status and the body's text. Replaceable, for progress. */
export type SendBytes = (
  upload: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Blob | FormData;
  },
  options: CallOptions,
) => Promise<{ readonly status: number; readonly text: string }>;

/** A file to upload: its name, its media type and its bytes (a browser's File is one). */
export interface UploadFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

/** Options of uploading. */
export interface UploadOptions extends CallOptions {
  /** Default: fetch. */
  readonly send?: SendBytes;
}

/** The uploads of an API. Every method rejects with ApiError. */
export interface Uploads {
  /** Asks for a ticket; nothing is stored yet. */
  create(request: UploadBody, options?: CallOptions): Promise<UploadGrant>;
  /** Uploads a file and answers the key by which an edit names it. */
  upload(file: UploadFile & Blob, options?: UploadOptions): Promise<string>;
}

/** The uploads of an API, over its calls. `baseUrl` resolves tickets whose address is relative. */
export const createUploads = (call: Call, fetchBytes: SendBytes, baseUrl: string): Uploads => {
  const create: Uploads['create'] = (request, { signal } = {}) =>
    call({ method: 'POST', path: '/uploads', body: request, signal });
  return {
    create,
    upload: async (file, options = {}) => {
      const signal = options.signal === undefined ? {} : { signal: options.signal };
      const mediaType = file.type as UploadBody['mediaType'];
      const grant = await create({ name: nameOf(file), mediaType, bytes: file.size }, signal);
      const ticket = grant.upload;
      const url = ticket.url.startsWith('/') ? `${baseUrl}${ticket.url}` : ticket.url;
      const answer = await (options.send ?? fetchBytes)(
        { method: ticket.method, url, headers: ticket.headers, body: bodyOf(file, ticket.fields, ticket.method) },
        signal,
      ).catch((cause: unknown) => {
        options.signal?.throwIfAborted();
        throw cause instanceof ApiError
          ? cause
          : noAnswer(new URL(url, 'http://this-server').origin, `uploading ${file.name}`, cause);
      });
      if (answer.status < 200 || answer.status > 299) throw uploadError(answer, file.name);
      return grant.key;
    },
  };
};

/** Sends the bytes with fetch. */
export const sendWithFetch =
  (send: typeof globalThis.fetch): SendBytes =>
  async ({ method, url, headers, body }, { signal }) => {
    const response = await send(url, { method, headers, body, ...omitUndefined({ signal }) });
    return { status: response.status, text: await response.text() };
  };

/** The name without what the API does not take in one: slashes and control characters. */
const nameOf = ({ name }: UploadFile): string => name.replace(/[/\\\p{Cc}]/gu, '-').slice(-200) || 'image';

const bodyOf = (file: Blob, fields: Readonly<Record<string, string>>, method: string): Blob | FormData => {
  if (method !== 'POST') return file;
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  return form;
};

const uploadError = ({ status, text }: { readonly status: number; readonly text: string }, name: string): ApiError => {
  try {
    return errorOfAnswer(status, JSON.parse(text), `uploading ${name}`);
  } catch (cause) {
    const problem = {
      code: 'UPLOAD_REFUSED',
      message: `uploading ${name} was answered with HTTP ${status}`,
      hint: 'Add the image again: the permission to upload lasts some minutes only, and a file is limited to 10 MB.',
    };
    return new ApiError(status, problem, { cause });
  }
};
