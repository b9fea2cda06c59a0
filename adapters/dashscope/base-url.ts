/** Where the API is: regions by name, or any base URL. */
import { AccountProblem } from '#core/errors.ts';
import { redactText } from '#core/text/redact.ts';

/** Regions that offer wan2.5-i2i-preview, with their base URLs. Keys and tasks belong to one region. */
export const REGIONS = {
  singapore: 'https://dashscope-intl.aliyuncs.com/api/v1',
  beijing: 'https://dashscope.aliyuncs.com/api/v1',
} as const;
/** One of {@link REGIONS}. */
export type Region = keyof typeof REGIONS;

/** The region taken when none is named. */
export const DEFAULT_REGION: Region = 'singapore';

const isRegion = (name: string): name is Region => Object.hasOwn(REGIONS, name);

/** Whether a host name, as `URL` spells it, is this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

const refuse = (value: string, why: string): never => {
  throw new AccountProblem({
    code: 'BASE_URL_REFUSED',
    message: `The base URL ${redactText(value)} cannot be used: ${why}.`,
    hint: `Use ${REGIONS.singapore} (Singapore), ${REGIONS.beijing} (Beijing), or the base URL of your workspace ending in /api/v1.`,
  });
};

/** Base URL of a region by name. @throws AccountProblem for a region without the model */
export const regionBaseUrl = (name: string): string => {
  const region = name.trim().toLowerCase();
  if (isRegion(region)) return REGIONS[region];
  throw new AccountProblem({
    code: 'REGION_UNKNOWN',
    message: `Region ${redactText(name)} is not known.`,
    hint: `Use one of ${Object.keys(REGIONS).join(', ')} (no other region offers wan2.5-i2i-preview), or set DASHSCOPE_HTTP_BASE_URL.`,
  });
};

/**
 * A base URL without trailing slashes, checked: https (http on this machine only), no user, query or fragment; on aliyuncs.com hosts the
 * path must be /api/v1, since the OpenAI-compatible path does not know this model. @throws AccountProblem
 */
export const parseBaseUrl = (written: string): string => {
  const text = written.trim();
  if (!URL.canParse(text)) return refuse(text, 'it is not a URL');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return refuse(url.host, 'it carries a user name or password');
  if (url.search !== '' || url.hash !== '') return refuse(url.host, 'it carries a query or a fragment');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return refuse(text, 'only https is used, http for this machine alone, since the key travels with every call');
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (/(^|\.)aliyuncs\.com$/.test(url.hostname) && path !== '/api/v1')
    return refuse(text, 'on this host the path must be /api/v1');
  return `${url.origin}${path}`;
};
