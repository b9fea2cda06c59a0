/** `POST /uploads`: a ticket with which a client uploads a picture itself. */
import { hashOf } from '#core/ids.ts';
import { keyProblem } from '#core/request/keys.ts';
import { MAX_INPUT_BYTES } from '#core/service/limits.ts';
import type { ApiDeps } from '../deps.ts';
import { answer, HttpError } from '../http.ts';
import type { Routes } from './route.ts';

/** How long a ticket works, in seconds. */
const TICKET_SECONDS = 900;

/** Uploads land under `inputs/`, which starts no edit: the edit is opened afterwards, with the key. */
export const uploadRoute = (deps: ApiDeps): Pick<Routes, 'createUpload'> => ({
  createUpload: async ({ body: { name, mediaType } }) => {
    const key = `inputs/${hashOf('upload', deps.newId())}/${name}`;
    const problem = keyProblem(key);
    if (problem !== undefined) throw new HttpError(400, problem);
    const upload = await deps.store.ticket(key, { mediaType, maxBytes: MAX_INPUT_BYTES, seconds: TICKET_SECONDS });
    return answer(201, { key, upload });
  },
});
