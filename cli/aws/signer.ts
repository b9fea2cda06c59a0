/** Signature Version 4 for calls to a deployed API. */
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { UnsignedRequest } from '#client/call.ts';
import { omitUndefined } from '#core/omit-undefined.ts';

/** Credentials of a caller, or how to get them each time they are needed: they may expire. */
export type Credentials = ConstructorParameters<typeof SignatureV4>[0]['credentials'];

/** Whose credentials sign, for which region. */
export interface SignerOptions {
  readonly credentials: Credentials;
  readonly region: string;
  /** Default: the machine's clock. */
  readonly now?: () => Date;
}

const Sha256 = Hash.bind(null, 'sha256');

/** Answers the headers that let a call in, for the client's `sign`. */
export const createSigner = ({ credentials, region, now = () => new Date() }: SignerOptions) => {
  const signature = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  return async ({ method, url, headers, body }: UnsignedRequest): Promise<Readonly<Record<string, string>>> => {
    const { protocol, hostname, port, host, pathname, searchParams } = new URL(url);
    const signed = await signature.sign(
      {
        method,
        protocol,
        hostname,
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: { ...headers, host },
        ...(port === '' ? {} : { port: Number(port) }),
        ...omitUndefined({ body }),
      },
      { signingDate: now() },
    );
    const { host: _sentByFetch, ...rest } = signed.headers;
    return rest;
  };
};
