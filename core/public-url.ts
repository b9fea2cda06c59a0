/**
 * Which URLs may be fetched for a user, or from a service's answer: public hosts only, whatever the spelling of the address.
 * These are the rules that need no network; whoever connects checks each resolved address with {@link isPublicAddress} too,
 * since a public name may resolve to a private address.
 *
 * Source of the ranges: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its updates).
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { isPrivateName } from './private-name.ts';

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

/** The sixteen bits groups of an IPv6 address, in whichever of its spellings. */
const groupsOf = (ip: string): readonly number[] => {
  const [head = '', tail] = new URL(`http://[${ip}]/`).hostname.slice(1, -1).split('::');
  const read = (text: string): readonly number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [first, last] = [read(head), read(tail ?? '')];
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
};

/** The IPv4 address inside `::ffff:a.b.c.d`, in whichever of its spellings. */
const mappedIPv4 = (ip: string): string | undefined => {
  const groups = groupsOf(ip);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return mapped ? bytesOf(groups).slice(12).join('.') : undefined;
};

const bytesOf = (groups: readonly number[]): readonly number[] => groups.flatMap((group) => [group >> 8, group & 255]);

/**
 * Where NAT64 puts the four bytes of an IPv4 address behind a prefix of 48, 56 and 64 bits (RFC 6052; byte 8 stays zero); behind one of 96 bits
 * they are the last four.
 */
const NAT64_PLACES = [
  [6, 7, 9, 10],
  [7, 9, 10, 11],
  [9, 10, 11, 12],
] as const;

/**
 * The IPv4 address that a NAT64 gateway makes of an IPv6 one: behind `64:ff9b::/96`, or within `64:ff9b:1::/48` (RFC 8215), where the operator
 * chooses the length of the prefix: the shortest that leaves nothing but zeros behind the four bytes. Undefined for any other address.
 */
const translatedIPv4 = (ip: string): string | undefined => {
  const groups = groupsOf(ip);
  if (groups[0] !== 0x64 || groups[1] !== 0xff9b) return undefined;
  const bytes = bytesOf(groups);
  const last = bytes.slice(12).join('.');
  if (groups.slice(2, 6).every((group) => group === 0)) return last;
  if (groups[2] !== 1 || bytes[8] !== 0) return undefined;
  const place = NAT64_PLACES.find(([, , , end]) => bytes.slice(end + 1).every((byte) => byte === 0));
  return place === undefined ? last : place.map((at) => bytes[at]).join('.');
};

/** What resolvers that answer every name by themselves (`fake-ip` of Clash, sing-box and mihomo) hand out: a network for tests (RFC 2544). */
const standIn4 = new BlockList();
standIn4.addSubnet('198.18.0.0', 15, 'ipv4');

/** Whether an address stands in for a name that a proxy on this machine or network resolves itself. */
export const isStandInAddress = (ip: string): boolean => {
  if (isIPv4(ip)) return standIn4.check(ip, 'ipv4');
  if (!isIPv6(ip) || ip.includes('%')) return false;
  const inside = mappedIPv4(ip) ?? translatedIPv4(ip);
  return inside !== undefined && isStandInAddress(inside);
};

/**
 * Whether a host that is trusted by its name, and proves it by TLS, may be reached at this address: a public one, one that stands in for it,
 * or the IPv6 form of either behind NAT64. Not for URLs that a user gives: whoever chooses a name chooses what it resolves to.
 */
export const isAddressOfTrustedHost = (ip: string): boolean => {
  if (isPublicAddress(ip) || isStandInAddress(ip)) return true;
  const inside = isIPv6(ip) && !ip.includes('%') ? translatedIPv4(ip) : undefined;
  return inside !== undefined && isPublicAddress(inside);
};

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
  if (isPrivateName(host)) {
    return `its host ${host} is not a public name`;
  }
  return undefined;
};
