/** Calls the deployed HTTP API as an IAM user would: every request signed. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { createSigner } from '#cli/aws/signer.ts';
import type { UnsignedRequest } from '#client/call.ts';
import { OPERATIONS, type OperationId } from '#core/api/operations.ts';
import { emulated, outputs } from './deployed.ts';

/** An answer with its JSON. */
export interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

/** What goes into a call. */
export interface CallInput {
  /** Parameters of the path by name. */
  readonly id?: string;
  readonly deliveryId?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Operations that gave one of their good answers to the suite that imports this: a refusal shows no route to work. */
export const answered = new Set<OperationId>();

const { credentials, region } = new S3Client({}).config;
const sign = createSigner({ credentials, region: await region() });

/** Calls one operation. `signed: false` sends it without a signature. */
export const call = async (operationId: OperationId, input: CallInput = {}, signed = true): Promise<Answer> => {
  const { method, path, answers } = OPERATIONS[operationId];
  const { id = '', deliveryId = '', query = {} } = input;
  const api = new URL(outputs.ApiUrl);
  api.pathname = path.replace('{id}', id).replace('{deliveryId}', deliveryId);
  for (const [name, value] of Object.entries(query)) api.searchParams.set(name, value);
  const request: UnsignedRequest = {
    method,
    url: api.href,
    headers: { ...(input.body === undefined ? {} : { 'content-type': 'application/json' }), ...input.headers },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  };
  const answer = await send(api, request, signed ? await sign(request) : {});
  if (Object.hasOwn(answers, answer.status)) answered.add(operationId);
  return answer;
};

/** The emulator answers for its API's host name on the loopback address, whether or not that name resolves. */
const send = async (
  { protocol, host, hostname, port, pathname, search }: URL,
  { method, headers, body }: UnsignedRequest,
  signature: Readonly<Record<string, string>>,
): Promise<Answer> => {
  const options = {
    method,
    hostname: emulated ? '127.0.0.1' : hostname,
    port: port || undefined,
    path: `${pathname}${search}`,
    headers: { ...headers, ...signature, host },
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = (protocol === 'https:' ? httpsRequest : httpRequest)(options, resolve);
    request.once('error', reject);
    request.end(body);
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk as Uint8Array);
  const text = Buffer.concat(chunks).toString('utf8');
  return {
    status: response.statusCode ?? 0,
    json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
  };
};
