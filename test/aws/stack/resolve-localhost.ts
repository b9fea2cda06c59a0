/**
 * For programs that the suite starts against the emulator (`node --import`): its API's name ends in `.localhost`, which always means this
 * machine (RFC 6761) but which not every machine's resolver knows.
 */
import dns from 'node:dns';

const original = dns.lookup;

const lookup = (hostname: string, ...rest: readonly unknown[]): void => {
  const name = hostname.endsWith('.localhost') ? '127.0.0.1' : hostname;
  Reflect.apply(original, dns, [name, ...rest]);
};

Object.assign(dns, { lookup });
