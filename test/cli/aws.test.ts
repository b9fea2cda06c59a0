import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AwsAccount, findApi } from '#cli/aws/find-api.ts';
import { createSigner } from '#cli/aws/signer.ts';
import { createClient } from '#client/client.ts';
import { json, scriptedFetch } from '#test/client/scripted-fetch.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const now = () => new Date('2026-01-02T03:04:05Z');
const URL_ON_AWS = 'https://abc123.execute-api.eu-central-1.amazonaws.com';

const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Signature Version 4 written out by its specification, to compare with. */
const signatureOf = (
  method: string,
  path: string,
  query: string,
  signed: Readonly<Record<string, string>>,
  body: string,
): string => {
  const names = Object.keys(signed).sort();
  const canonical = [
    method,
    path,
    query,
    ...names.map((name) => `${name}:${signed[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const scope = '20260102/eu-central-1/execute-api/aws4_request';
  const text = ['AWS4-HMAC-SHA256', '20260102T030405Z', scope, sha256(canonical)].join('\n');
  const key = ['20260102', 'eu-central-1', 'execute-api', 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secretAccessKey}`,
  );
  return hmac(key, text).toString('hex');
};

const account = (change: Partial<AwsAccount> = {}): AwsAccount => ({
  outputsOf: async () => ({ ApiUrl: URL_ON_AWS, UploadsBucket: 'pictures' }),
  region: async () => 'us-east-1',
  credentials: async () => credentials,
  ...change,
});

describe('a signed call', () => {
  it('has the signature that the specification asks for, over query and body', async () => {
    const sign = createSigner({ credentials, region: 'eu-central-1', now });
    const body = '{"images":["inputs/a.png"]}';
    const request = {
      method: 'POST',
      url: `${URL_ON_AWS}/edits?wait=20&a=b%20c`,
      headers: { accept: 'application/json', 'content-type': 'application/json', 'idempotency-key': 'k' },
      body,
    };
    const headers = await sign(request);
    const [, names = '', signature] = /SignedHeaders=([^,]+), Signature=([0-9a-f]+)/.exec(headers.authorization ?? '') ?? [];
    const all: Readonly<Record<string, string>> = { ...headers, host: 'abc123.execute-api.eu-central-1.amazonaws.com' };
    const signed = Object.fromEntries(names.split(';').map((name) => [name, all[name] ?? '']));
    expect(names).toContain('host;idempotency-key;x-amz-content-sha256;x-amz-date');
    expect(signature).toBe(signatureOf('POST', '/edits', 'a=b%20c&wait=20', signed, body));
  });
  it('is made for every call of the client', async () => {
    const { fetch, sent } = scriptedFetch(json({ presets: [] }));
    const sign = createSigner({ credentials: { ...credentials, sessionToken: 'for an hour' }, region: 'eu-central-1', now });
    await createClient({ baseUrl: URL_ON_AWS, fetch, sign }).presets.list();
    expect(sent[0]?.headers).toMatchObject({
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260102\/eu-central-1\/execute-api\/aws4_request, /,
      ),
      'x-amz-security-token': 'for an hour',
    });
  });
});

describe('a deployed API', () => {
  const region = async (target: string, env = {}, change: Partial<AwsAccount> = {}) => {
    const { baseUrl, sign, outputs } = await findApi(target, { env }, account(change));
    const { authorization = '' } = await sign({ method: 'GET', url: `${baseUrl}/health`, headers: {} });
    return { baseUrl, outputs, authorization };
  };

  it('is found by the name of its stack, and signed for in the region of its address', async () => {
    const found = await region('Darkroom');
    expect(found).toMatchObject({ baseUrl: URL_ON_AWS, outputs: { UploadsBucket: 'pictures' } });
    expect(found.authorization).toContain('/eu-central-1/execute-api/');
  });
  it('is taken by its address, in the region of the configuration when that does not name one', async () => {
    expect((await region('https://edits.example.com/v1/')).baseUrl).toBe('https://edits.example.com/v1');
    expect((await region('https://edits.example.com')).authorization).toContain('/us-east-1/execute-api/');
  });
  it('gets a token instead of a signature when there is one', async () => {
    expect((await region('https://edits.example.com', { DARKROOM_TOKEN: 'abc' })).authorization).toBe('Bearer abc');
  });
  it.each([
    ['http://edits.example.com', {}, /not https/],
    ['Other', { outputsOf: async () => ({}) }, /no output ApiUrl/],
    ['New', { outputsOf: async () => undefined }, /no outputs yet/],
    [
      'Gone',
      { outputsOf: async () => Promise.reject(new Error('Stack with id Gone does not exist')) },
      /the stack Gone cannot be found: Stack with id Gone does not exist/,
    ],
    [
      'Darkroom',
      { credentials: async () => Promise.reject(new Error('Could not load credentials')) },
      /AWS credentials cannot be found/,
    ],
  ])('is rejected with what to do: %s %j', async (target, change, reason) => {
    await expect(findApi(target, { env: {} }, account(change))).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(reason),
      hint: expect.stringMatching(/\S/),
    });
  });
});
