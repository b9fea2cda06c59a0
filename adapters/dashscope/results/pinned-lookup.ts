/** Connects to the very addresses that were checked. */
import { lookup } from 'node:dns/promises';
import { isIPv6, type LookupFunction } from 'node:net';
import { checkAddresses } from './result-url.ts';

/** Addresses of a host. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** The resolver of the system. */
export const systemResolve: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/** A lookup that hands out only checked addresses, so that the address that was checked is the one that is connected to. */
export const pinnedLookup =
  (resolve: Resolve): LookupFunction =>
  (host, options, done) => {
    resolve(host)
      .then((addresses) => checkAddresses(host, addresses).map((address) => ({ address, family: isIPv6(address) ? 6 : 4 })))
      .then(
        (found) => (options.all ? done(null, found) : done(null, found[0]?.address ?? '', found[0]?.family)),
        (error: NodeJS.ErrnoException) => done(error, ''),
      );
  };
