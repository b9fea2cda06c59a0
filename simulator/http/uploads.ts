/** Temporary file uploads: the policy call, the form upload to object storage, and `oss://` addresses. */
import { createHash } from 'node:crypto';
import { MODEL } from '#core/service/limits.ts';
import { type ServiceError, serviceError } from '../error-codes.ts';
import { errorOf, type FaultKind } from '../faults.ts';
import type { ImageFolder } from '../images/image-folder.ts';
import type { Json } from '../lies/lie.ts';
import { accountOf } from '../model-studio/account.ts';
import type { CallHeaders, TaskService } from '../model-studio/contract.ts';
import { errorReply, wireOf } from '../model-studio/reply.ts';
import { storageError } from '../model-studio/storage/results.ts';
import { ACCESS_KEY_ID, signPolicy } from '../model-studio/storage/signature.ts';
import { type Answer, type Exchange, json } from './exchange.ts';

/** Temporary files are kept this long, in milliseconds. */
const RETENTION_MS = 48 * 60 * 60 * 1000;

/** An upload policy is good for this long, in seconds. */
const POLICY_SECONDS = 300;

/** Model Studio's temporary storage: policies, form uploads and the files behind `oss://` addresses. */
export interface Uploads {
  /** GET /uploads?action=getPolicy */
  policy(headers: CallHeaders, query: URLSearchParams): Answer;
  /** POST of the form to the host that the policy named. */
  receive(exchange: Exchange): Promise<Answer>;
  /** The bytes behind an `oss://` address, when the account may read it and it has not expired. */
  read(address: string, account: string): Promise<Uint8Array | undefined>;
}

interface Policy {
  readonly expiration: string;
  readonly dir: string;
  readonly account: string;
}

const encodePolicy = (policy: Policy): string => Buffer.from(JSON.stringify(policy)).toString('base64');

const decodePolicy = (text: string): Policy | undefined => {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
    return value as Policy;
  } catch {
    return undefined;
  }
};

const field = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** Reads the multipart body with the platform's own parser; undefined when it is not a form. */
const readForm = async (exchange: Exchange): Promise<FormData | undefined> => {
  const type = exchange.headers['content-type'] ?? '';
  try {
    return await new Response(new Uint8Array(exchange.body ?? []), { headers: { 'content-type': type } }).formData();
  } catch {
    return undefined;
  }
};

/** Creates the temporary storage. Files are bound to the account (the key) that asked for the policy. */
export const createUploads = (deps: {
  readonly service: TaskService;
  readonly now: () => number;
  readonly origin: () => string;
  readonly files: ImageFolder;
}): Uploads => {
  const { service } = deps;
  const key = (path: string): string => `upload-${createHash('sha256').update(path).digest('hex')}`;

  const strike = (account: string): FaultKind | undefined => {
    const fault = service.faults.strike('upload', { account });
    if (fault !== undefined) service.requests.faults += 1;
    return fault;
  };

  const store = async (form: FormData, policy: Policy): Promise<Answer> => {
    const name = field(form, 'key');
    const file = form.get('file');
    if (!name.startsWith(`${policy.dir}/`))
      return storageError(403, 'AccessDenied', 'Invalid according to Policy: key is not allowed.');
    if (file === null || typeof file === 'string')
      return storageError(400, 'MalformedPOSTRequest', 'The body has no file field.');
    const forbidden = field(form, 'x-oss-forbid-overwrite') === 'true';
    if (forbidden && (await deps.files.has(key(name)))) {
      return storageError(409, 'FileAlreadyExists', 'The object you specified already exists and can not be overwritten.');
    }
    await deps.files.put(key(name), new Uint8Array(await file.arrayBuffer()));
    const status = Number(field(form, 'success_action_status') || '204');
    return { status: [200, 201, 204].includes(status) ? status : 204, headers: {}, body: new Uint8Array() };
  };

  return {
    policy(headers, query) {
      service.requests.uploads += 1;
      const keyProblem = service.checkKey(headers);
      const reject = (error: ServiceError): Answer => json(error.status, errorReply(error, service.newId()).body);
      if (keyProblem !== undefined) return reject(keyProblem);
      const account = accountOf(headers.apiKey ?? '');
      const fault = strike(account);
      const error = errorOf(fault);
      if (error !== undefined) return reject(error);
      if (query.get('action') !== 'getPolicy') return reject(serviceError('InvalidParameter', 'action should be getPolicy'));
      const model = query.get('model');
      if (model !== MODEL) return reject(serviceError('InvalidParameter', 'Model not exist.'));
      const dir = `dashscope-instant/${account}/${new Date(deps.now()).toISOString().slice(0, 10)}/${service.newId()}`;
      const expiration = new Date(deps.now() + (POLICY_SECONDS * 1000) / service.speed).toISOString();
      const policy = encodePolicy({ expiration, dir, account });
      const data = {
        policy,
        signature: signPolicy(policy),
        upload_dir: dir,
        upload_host: `${deps.origin()}/dashscope-upload`,
        expire_in_seconds: POLICY_SECONDS,
        max_file_size_mb: 1024,
        capacity_limit_mb: 999_999_999,
        oss_access_key_id: ACCESS_KEY_ID,
        x_oss_object_acl: 'private',
        x_oss_forbid_overwrite: 'true',
      };
      const said = service.lies.told('policy').reduce<Json>((permission, tell) => tell(permission), data);
      return json(200, { data: said, request_id: service.newId() }, wireOf(fault, service.speed));
    },
    async receive(exchange) {
      service.requests.uploads += 1;
      const form = await readForm(exchange);
      if (form === undefined)
        return storageError(400, 'MalformedPOSTRequest', 'The body of your POST request is not well-formed multipart/form-data.');
      const written = field(form, 'policy');
      const policy = decodePolicy(written);
      if (
        policy === undefined ||
        signPolicy(written) !== field(form, 'Signature') ||
        field(form, 'OSSAccessKeyId') !== ACCESS_KEY_ID
      ) {
        return storageError(
          403,
          'SignatureDoesNotMatch',
          'The request signature we calculated does not match the signature you provided.',
        );
      }
      if (Date.parse(policy.expiration) <= deps.now())
        return storageError(403, 'AccessDenied', 'Invalid according to Policy: Policy expired.');
      return store(form, policy);
    },
    async read(address, account) {
      const path = address.replace(/^oss:\/\//, '');
      if (!path.startsWith(`dashscope-instant/${account}/`)) return undefined;
      const writtenAt = await deps.files.writtenAt(key(path));
      if (writtenAt === undefined || deps.now() >= writtenAt + RETENTION_MS / service.speed) return undefined;
      return deps.files.get(key(path));
    },
  };
};
