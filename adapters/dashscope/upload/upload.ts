/** Uploads of pictures to the service's temporary storage: permission first, then the form post. */
import { Unavailable } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import { MODEL } from '#core/service/limits.ts';
import { isLoopback } from '../base-url.ts';
import { readFailure } from '../session/errors.ts';
import { createRedact, safeCause } from '../session/redact.ts';
import { jsonOf, type Outcome, type Session } from '../session/session.ts';
import { withDeadline } from '../transport/deadline.ts';
import { type Answer, type Transport, TransportFailure } from '../transport/transport.ts';
import { readPolicy, type UploadPolicy } from '../wire/wire.ts';
import { safeFileName, type UploadedPicture, uploadForm } from './upload-form.ts';

/** What an upload needs. */
export interface UploadDeps {
  readonly session: Session;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly baseUrl: string;
  readonly newId: () => string;
  /** Time for permission and upload together, ms. */
  readonly ms: number;
}

/** Pictures go out over https; plain http only to this machine, when the service itself is there. */
const mayReceivePictures = (host: string, baseUrl: string): boolean => {
  if (!URL.canParse(host)) return false;
  const url = new URL(host);
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && isLoopback(url.hostname) && isLoopback(new URL(baseUrl).hostname);
};

const askPolicy = async (deps: UploadDeps, what: string, ms: number, signal: AbortSignal | undefined): Promise<UploadPolicy> => {
  const url = `${deps.baseUrl}/uploads?action=getPolicy&model=${MODEL}`;
  const outcome = await deps.session.call({ method: 'GET', url }, { ms, signal });
  const policy = readPolicy(jsonOf(outcome));
  if (policy === undefined) throw readFailure(what, outcome);
  if (mayReceivePictures(policy.upload_host, deps.baseUrl)) return policy;
  throw new Unavailable({
    code: 'UPLOAD_HOST_REFUSED',
    message: `${what}: the upload host that the service named is not reached by https.`,
    hint: 'Check DASHSCOPE_HTTP_BASE_URL; a picture is not sent in the clear.',
  });
};

/** How the post of the form ended, as an outcome that knows the signature to keep out of errors. */
const post = async (send: () => Promise<Answer>, policy: UploadPolicy): Promise<Outcome> => {
  const redact = createRedact([policy.signature, policy.policy, policy.oss_access_key_id]);
  try {
    const { status, headers } = await send();
    return { kind: 'answer', status, headers, now: 0, clockOffsetMs: undefined, json: undefined, error: {}, redact };
  } catch (cause) {
    return {
      kind: 'failure',
      sent: !(cause instanceof TransportFailure && cause.notSent),
      cause: safeCause(cause, redact),
      redact,
    };
  }
};

/** Uploads one picture under a key of its own and answers its `oss://` reference. @throws Unavailable, AccountProblem */
export const uploadPicture = async (deps: UploadDeps, picture: UploadedPicture, signal?: AbortSignal): Promise<string> => {
  const name = safeFileName(picture.name);
  const what = `Picture ${name} could not be uploaded to Model Studio`;
  const startedAt = deps.clock.now();
  const policy = await askPolicy(deps, what, deps.ms, signal);
  const key = `${policy.upload_dir.replace(/\/+$/, '')}/${deps.newId()}-${name}`;
  const form = uploadForm(policy, key, picture, `darkroom-${deps.newId()}`);
  const left = Math.max(1, deps.ms - (deps.clock.now() - startedAt));
  const headers = { 'Content-Type': form.contentType };
  const call = { method: 'POST', url: policy.upload_host, headers, body: form.body, freshConnection: true } as const;
  const send = () => withDeadline(deps.clock, left, signal, (inner) => deps.transport(call, inner, () => undefined));
  const outcome = await post(send, policy);
  if (outcome.kind === 'failure') throw readFailure(what, outcome);
  if (outcome.status >= 200 && outcome.status < 300) return `oss://${key}`;
  throw new Unavailable({
    code: 'UPLOAD_REFUSED',
    message: `${what}: the temporary storage answered with HTTP ${outcome.status}.`,
    hint: 'It is tried again by itself with a new permission; if it stays, give the picture by a public URL.',
  });
};
