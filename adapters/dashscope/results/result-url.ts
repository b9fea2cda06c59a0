/** Which addresses result pictures are fetched from: the service's own storage, and what was allowed besides. */
import { ResultUnavailable } from '#core/errors.ts';
import { isPublicAddress, publicUrlProblem } from '#core/public-url.ts';

/** Which result URLs are fetched. */
export interface ResultUrlRules {
  /** Host names allowed besides those of the service; an entry starting with a dot allows every name below it. */
  readonly allowedHosts: readonly string[];
  /** Origins allowed as they are, such as `http://127.0.0.1:8787` of a local simulator. */
  readonly allowOrigins: readonly string[];
}

/** Hosts of every result URL seen so far: one storage bucket of the service in one of its regions. The published list is not exhaustive. */
const SERVICE_HOST = /^dashscope-[a-z0-9-]{1,63}\.oss-[a-z0-9-]{1,63}\.aliyuncs\.com$/;

const refused = (why: string): ResultUnavailable =>
  new ResultUnavailable({
    code: 'RESULT_URL_REFUSED',
    message: `The URL of a result picture is not fetched: ${why}.`,
    hint: 'Results come from dashscope-*.oss-*.aliyuncs.com over https. If the service now uses another host, add it to the allowed hosts.',
  });

const isAllowedHost = (host: string, rules: ResultUrlRules): boolean =>
  SERVICE_HOST.test(host) ||
  rules.allowedHosts.some((entry) =>
    entry.startsWith('.') ? host.endsWith(entry) && host.length > entry.length : host === entry,
  );

/** A result URL that may be fetched. `pinned`: its name must resolve to public addresses only. @throws ResultUnavailable (RESULT_URL_REFUSED) */
export const checkResultUrl = (text: string, rules: ResultUrlRules): { readonly url: URL; readonly pinned: boolean } => {
  const problem = publicUrlProblem(text, { httpsOnly: true, allowOrigins: rules.allowOrigins });
  if (problem !== undefined) throw refused(problem);
  const url = new URL(text);
  if (rules.allowOrigins.includes(url.origin)) return { url, pinned: false };
  if (!isAllowedHost(url.hostname, rules)) throw refused(`its host ${url.hostname} is not one of the service's`);
  return { url, pinned: true };
};

/** The addresses a host resolved to, all of them public. @throws ResultUnavailable (RESULT_URL_REFUSED) */
export const checkAddresses = (host: string, addresses: readonly string[]): readonly string[] => {
  if (addresses.length > 0 && addresses.every(isPublicAddress)) return addresses;
  throw refused(
    addresses.length === 0 ? `its host ${host} has no address` : `its host ${host} leads to an address that is not public`,
  );
};
