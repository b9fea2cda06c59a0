/**
 * Name resolution that answers public addresses only. The socket connects to exactly what was checked here, so a name that resolves
 * to something else a moment later gains nothing.
 */
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from '#core/public-url.ts';
import { SendRefused } from './failure.ts';

/** Every address of a host name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

/** A lookup for `node:net`. One address that is not public refuses the name altogether, unless private ones are allowed. */
export const createLookup =
  (resolve: Resolve, { allowPrivate }: { readonly allowPrivate: boolean }): LookupFunction =>
  (hostname, options, done) => {
    const check = (addresses: readonly LookupAddress[]): void => {
      const wanted = addresses.filter(({ family }) => matches(options.family, family));
      const [first] = wanted;
      if (first === undefined) done(noAddress(), '');
      else if (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address)))
        done(new SendRefused('ADDRESS_NOT_PUBLIC'), '');
      else if (options.all) done(null, [...wanted]);
      else done(null, first.address, first.family);
    };
    resolve(hostname).then(check, (error: NodeJS.ErrnoException) => done(error, ''));
  };

const matches = (wanted: number | 'IPv4' | 'IPv6' | undefined, family: number): boolean => {
  if (wanted === 4 || wanted === 'IPv4') return family === 4;
  if (wanted === 6 || wanted === 'IPv6') return family === 6;
  return true;
};

const noAddress = (): NodeJS.ErrnoException => Object.assign(new Error('the name has no address'), { code: 'ENOTFOUND' });
