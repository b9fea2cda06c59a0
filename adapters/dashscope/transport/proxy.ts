/** Which connections go through a proxy, as HTTPS_PROXY and NO_PROXY say it. */
import { BlockList, isIP } from 'node:net';
import { AccountProblem } from '#core/errors.ts';
import { isLoopback } from '../base-url.ts';

/** A proxy, and what is reached without it. */
export interface ServiceProxy {
  /** Such as `http://user:password@proxy.example:3128`. */
  readonly url: string;
  /** Entries of NO_PROXY: `*`, `example.com` (with every name below it), `.example.com`, `10.0.0.0/8`, each with `:port` or without. */
  readonly except: readonly string[];
}

const refuse = (why: string): never => {
  throw new AccountProblem({
    code: 'PROXY_REFUSED',
    message: `HTTPS_PROXY cannot be used: ${why}.`,
    hint: 'Set it to http://host:port or https://host:port, or leave it out. A proxy that speaks SOCKS only cannot be used.',
  });
};

/** The URL of a proxy; one without a scheme is meant as http, as everywhere. @throws AccountProblem, which quotes nothing of it */
const parseProxyUrl = (written: string): string => {
  const text = written.includes('://') ? written : `http://${written}`;
  if (!URL.canParse(text)) return refuse('it is not a URL');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('it names a proxy that is neither http nor https');
  if (url.hostname === '') return refuse('it names no host');
  if (url.pathname.length > 1 || url.search !== '' || url.hash !== '') return refuse('it carries more than a host and a port');
  return url.href.replace(/\/$/, '');
};

/**
 * The proxy that HTTPS_PROXY names, with the exceptions of NO_PROXY; either may be written in lower case, which goes first. HTTP_PROXY
 * is for plain http, which is spoken with this machine alone and never through a proxy. @throws AccountProblem when a value cannot be used
 */
export const proxyFromEnv = (env: Readonly<Record<string, string | undefined>>): ServiceProxy | undefined => {
  const written = (env.https_proxy || env.HTTPS_PROXY)?.trim();
  if (!written) return undefined;
  const except = (env.no_proxy || env.NO_PROXY || '').split(/[\s,]+/).filter((entry) => entry !== '');
  return { url: parseProxyUrl(written), except };
};

const isInNetwork = (host: string, entry: string): boolean => {
  const [network = '', bits] = entry.split('/');
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family) return false;
  const kind = family === 6 ? 'ipv6' : 'ipv4';
  const prefix = Number(bits ?? (family === 6 ? 128 : 32));
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > (family === 6 ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, kind);
  return list.check(host, kind);
};

/** An entry as host and port: `[::1]:8080`, `example.com:443`, `::1`. */
const entryParts = (entry: string): { readonly name: string; readonly port: string | undefined } => {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const name = bracketed ?? plain;
  return name === undefined ? { name: entry, port: undefined } : { name, port };
};

const covers = (entry: string, host: string, port: string): boolean => {
  if (entry === '*') return true;
  const parts = entryParts(entry.toLowerCase());
  if (parts.port !== undefined && parts.port !== port) return false;
  const name = parts.name.replace(/^\*?\./, '').replace(/\.$/, '');
  return name !== '' && (host === name || (isIP(host) === 0 && host.endsWith(`.${name}`)) || isInNetwork(host, name));
};

/** Whether a URL is reached through the proxy: https only, never this machine, none of the exceptions. */
export const goesThroughProxy = ({ except }: ServiceProxy, url: URL): boolean => {
  if (url.protocol !== 'https:' || isLoopback(url.hostname)) return false;
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return !except.some((entry) => covers(entry, host, url.port || '443'));
};
