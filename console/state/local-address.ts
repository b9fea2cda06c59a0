/** This machine has several names; a page opened under one of them may only load from that one. */

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The address, by the name under which the page was opened when both mean the same server on this machine. */
export const addressAsSeenFrom = (page: string, address: string): string => {
  if (!URL.canParse(address, page) || !URL.canParse(page)) return address;
  const [from, to] = [new URL(page), new URL(address, page)];
  const sameServer = LOOPBACK.has(from.hostname) && LOOPBACK.has(to.hostname) && from.port === to.port;
  return sameServer && from.protocol === to.protocol ? `${to.pathname}${to.search}` : address;
};
