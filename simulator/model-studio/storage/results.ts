/** Result images behind signed URLs, as object storage serves them. */
import { createHash } from 'node:crypto';
import type { ServiceError } from '../../error-codes.ts';
import { errorOf, type FaultKind } from '../../faults.ts';
import { toldOf } from '../../lies/choose.ts';
import { type WireFault, wireOf } from '../reply.ts';
import { statusOf, storedImages, type Task } from '../task.ts';
import { checkSignature, type SignatureProblem, signedQuery } from './signature.ts';

/** An answer of the storage that holds result images. */
export interface ResultReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** The length is not declared. */
  readonly chunked?: boolean;
  readonly wire?: WireFault;
}

const PATH = /^\/dashscope-result\/\d{8}\/([^/]+)-(\d+)\.png$/;

const escapeXml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** An error as object storage words it. */
export const storageError = (status: number, code: string, message: string): ResultReply => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error>\n  <Code>${escapeXml(code)}</Code>\n  <Message>${escapeXml(message)}</Message>\n` +
      `  <RequestId>5C3D9175B6FC201293AD4890</RequestId>\n  <HostId>dashscope-result.simulated</HostId>\n</Error>\n`,
  ),
});

const PROBLEMS: Readonly<Record<SignatureProblem, ResultReply>> = {
  missing: storageError(403, 'AccessDenied', 'You have no right to access this object because of bucket acl.'),
  expired: storageError(403, 'AccessDenied', 'Request has expired.'),
  mismatch: storageError(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided.',
  ),
};

/** The signed URL of one result image; its last path segment is unique, since the guide saves files under it. */
export const resultUrl = (origin: string, task: Task, index: number, expires: number): string => {
  const day = new Date(task.submittedAt).toISOString().slice(0, 10).replaceAll('-', '');
  const path = `/dashscope-result/${day}/${encodeURIComponent(task.id)}-${index + 1}.png`;
  return `${origin}${path}?${signedQuery(path, expires)}`;
};

/** Which image of which task a path of a result URL names, its index from 0; undefined when it names none. */
export const imageOfResult = (pathAndQuery: string): { readonly taskId: string; readonly index: number } | undefined => {
  const [, id, number] = PATH.exec(new URL(pathAndQuery, 'http://result.invalid').pathname) ?? [];
  return id === undefined ? undefined : { taskId: decodeURIComponent(id), index: Number(number) - 1 };
};

const storageErrorOf = (error: ServiceError): ResultReply => storageError(error.status, error.code, error.message);

const image = async (method: string, body: Uint8Array): Promise<ResultReply> => {
  const md5 = createHash('md5').update(body).digest();
  return {
    status: 200,
    headers: {
      'content-type': 'image/png',
      etag: `"${md5.toString('hex').toUpperCase()}"`,
      'content-md5': md5.toString('base64'),
    },
    body: method === 'HEAD' ? new Uint8Array() : body,
  };
};

/** Answers a request for a result image. As in object storage, the signature covers the method, the path and the expiry. */
export const readResult = async (
  method: string,
  pathAndQuery: string,
  now: number,
  deps: {
    readonly find: (taskId: string) => Task | undefined;
    readonly strike: (task: Task) => FaultKind | undefined;
    readonly render: (task: Task, index: number) => Promise<Uint8Array>;
    readonly speed: number;
  },
): Promise<ResultReply> => {
  const url = new URL(pathAndQuery, 'http://result.invalid');
  const problem = checkSignature(method, url.pathname, url.searchParams, now);
  if (problem !== undefined) return PROBLEMS[problem];
  const { taskId, index } = imageOfResult(pathAndQuery) ?? { taskId: '', index: -1 };
  const task = deps.find(taskId);
  const exists = task !== undefined && statusOf(task) === 'SUCCEEDED' && index >= 0 && index < storedImages(task);
  if (!exists || task.plan.imageFailures[index] !== undefined) {
    return storageError(404, 'NoSuchKey', 'The specified key does not exist.');
  }
  const fault = deps.strike(task) ?? task.plan.result;
  if (fault === 'expired') return PROBLEMS.expired;
  const error = errorOf(fault);
  if (error !== undefined) return storageErrorOf(error);
  const wire = wireOf(fault, deps.speed);
  const about = { index, count: task.request.n, address: pathAndQuery };
  const honest: ResultReply = await image(method, await deps.render(task, index));
  const reply = toldOf('result', task.plan.lies).reduce((answer, tell) => tell(answer, about), honest);
  return wire === undefined ? reply : { ...reply, wire };
};
