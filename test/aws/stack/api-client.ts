/** Calls the deployed HTTP API as an IAM user would: every request signed. */
import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
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

/** SHA-256 as the signer wants it. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

const bytesOf = (data: string | ArrayBuffer | ArrayBufferView): Uint8Array => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
};

/** Calls one operation. `signed: false` sends it without a signature. */
export const call = async (operationId: OperationId, input: CallInput = {}, signed = true): Promise<Answer> => {
  const { method, path, answers } = OPERATIONS[operationId];
  const api = new URL(outputs.ApiUrl);
  const body = input.body === undefined ? undefined : JSON.stringify(input.body);
  const plain = {
    method,
    protocol: api.protocol,
    hostname: api.hostname,
    path: path.replace('{id}', input.id ?? '').replace('{deliveryId}', input.deliveryId ?? ''),
    query: { ...input.query },
    headers: {
      host: api.host,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...input.headers,
    },
    ...(body === undefined ? {} : { body }),
  };
  const signer = new SignatureV4({ credentials, region: await region(), service: 'execute-api', sha256: Sha256 });
  const { headers } = signed ? await signer.sign(plain) : plain;
  const answer = await send(api, `${plain.path}${search(plain.query)}`, method, headers, body);
  if (Object.hasOwn(answers, answer.status)) answered.add(operationId);
  return answer;
};

const search = (query: Readonly<Record<string, string>>): string => {
  const text = new URLSearchParams(query).toString();
  return text === '' ? '' : `?${text}`;
};

/** The emulator answers for its API's host name on the loopback address, whether or not that name resolves. */
const send = async (
  api: URL,
  path: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: string | undefined,
): Promise<Answer> => {
  const options = { method, path, headers, port: api.port || undefined, hostname: emulated ? '127.0.0.1' : api.hostname };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = (api.protocol === 'https:' ? httpsRequest : httpRequest)(options, resolve);
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
