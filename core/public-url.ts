/**
 * Which URLs may be fetched for a user, or from a service's answer: public hosts only, whatever the spelling of the address.
 * These are the rules that need no network; whoever connects checks each resolved address with {@link isPublicAddress} too,
 * since a public name may resolve to a private address.
 *
 * Source of the ranges: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates).
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** What else is allowed besides public hosts. */
export interface UrlRules {
  /** Origins allowed although they are not public, such as `http://127.0.0.1:8787` of a local simulator. Compared exactly. */
  readonly allowOrigins?: readonly string[];
  /** Refuse plain http. Default false. */
  readonly httpsOnly?: boolean;
}

const notPublic4 = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  notPublic4.addSubnet(network, prefix, 'ipv4');
}

/** Of IPv6 only 2000::/3 is handed out to the public. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** Parts of 2000::/3 that are not public or that carry an IPv4 address inside (Teredo, 6to4). */
const notPublic6 = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublic6.addSubnet(network, prefix, 'ipv6');
}

/** Whether an IP address, as a resolver writes it, belongs to the public internet. False for anything that is no address. */
export const isPublicAddress = (ip: string): boolean => {
  if (isIPv4(ip)) return !notPublic4.check(ip, 'ipv4');
  if (!isIPv6(ip) || ip.includes('%')) return false;
  const mapped = mappedIPv4(ip);
  if (mapped !== undefined) return isPublicAddress(mapped);
  // Stryker disable next-line StringLiteral: equivalent - Node reads whatever is not called ipv4 as IPv6
  return global6.check(ip, 'ipv6') && !notPublic6.check(ip, 'ipv6');
};

/** The IPv4 address inside `::ffff:a.b.c.d`, in whichever of its spellings. */
const mappedIPv4 = (ip: string): string | undefined => {
  const canonical = new URL(`http://[${ip}]/`).hostname;
  // Stryker disable next-line Regex: equivalent - the text is one address in brackets, nothing around it
  const match = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(canonical);
  if (match === null) return undefined;
  // Stryker disable next-line StringLiteral: equivalent - the group is there when the pattern matches; the type does not know it
  const high = Number.parseInt(match[1] ?? '', 16);
  // Stryker disable next-line StringLiteral: equivalent - the group is there when the pattern matches; the type does not know it
  const low = Number.parseInt(match[2] ?? '', 16);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
};

/** Top-level names that never lead to the public internet (RFC 6761, 6762, 8375, 9476 and ICANN's `.internal`). */
const PRIVATE_NAMES = [
  'localhost',
  'local',
  'internal',
  'localdomain',
  'lan',
  'home',
  'corp',
  'intranet',
  'home.arpa',
  'alt',
  'onion',
  'test',
  'invalid',
];

/**
 * Why a URL may not be fetched; undefined when it may. The text names the host at most, never the path or the query,
 * since these may carry a signature.
 */
export const publicUrlProblem = (text: string, rules: UrlRules = {}): string | undefined => {
  if (!URL.canParse(text)) return 'it is not a URL';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'it carries a user name or password';
  if (rules.allowOrigins?.includes(url.origin)) return undefined;
  if (url.protocol !== 'https:' && (rules.httpsOnly === true || url.protocol !== 'http:')) {
    return `it uses ${url.protocol.slice(0, -1)}, only ${rules.httpsOnly === true ? 'https' : 'http and https'} are fetched`;
  }
  if (url.port !== '') return `it uses port ${url.port}, only the default ports are fetched`;
  return hostProblem(url.hostname);
};

/** The URL parser has already turned decimal, octal, hexadecimal and full-width spellings of IPv4 into the dotted form. */
const hostProblem = (hostname: string): string | undefined => {
  const host = hostname.replace(/\.$/, '');
  const address = host.startsWith('[') ? host.slice(1, -1) : host;
  if (isIPv4(address) || isIPv6(address)) {
    return isPublicAddress(address) ? undefined : `its host ${host} is not a public address`;
  }
  if (!host.includes('.') || PRIVATE_NAMES.some((name) => host === name || host.endsWith(`.${name}`))) {
    return `its host ${host} is not a public name`;
  }
  return undefined;
};
