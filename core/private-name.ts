/** Names of hosts that never lead to the public internet. */

/** Top-level names of that kind (RFC 6761, 6762, 8375, 9476 and ICANN's `.internal`). */
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

/** Whether a lower-case host name stays within a machine or a network: it has no dot, or ends in a name of that kind. */
export const isPrivateName = (host: string): boolean =>
  !host.includes('.') || PRIVATE_NAMES.some((name) => host === name || host.endsWith(`.${name}`));
