/** Which addresses result pictures are fetched from: the service's own storage, and what was allowed besides. Never in the clear. */
import { ResultUnavailable } from '#core/errors.ts';
import { isAddressOfTrustedHost, isStandInAddress, publicUrlProblem } from '#core/public-url.ts';
import { isResultHost, RESULT_HOSTS_VARIABLE } from '#core/service/result-hosts.ts';

/** Which result URLs are fetched. */
export interface ResultUrlRules {
  /** Host names allowed besides those of the service; an entry starting with a dot allows every name below it. */
  readonly allowedHosts: readonly string[];
  /** Origins allowed as they are, such as `http://127.0.0.1:8787` of a local simulator. */
  readonly allowOrigins: readonly string[];
}

/** Longest part of a host name that is quoted, in characters. */
const QUOTED_CHARACTERS = 100;

const refused = (why: string, hint: string): ResultUnavailable =>
  new ResultUnavailable({ code: 'RESULT_URL_REFUSED', message: `The URL of a result picture is not fetched: ${why}.`, hint });

const ONLY_PUBLIC =
  'Results are fetched over https from public hosts only. Look at the network and its DNS; it is tried again by itself.';
const ADD_HOST = `If the service now uses that host, add it to ${RESULT_HOSTS_VARIABLE} (resultHosts of ImageEditor on AWS).`;

/**
 * A result URL that may be fetched. `pinned`: its name must resolve to addresses of {@link checkAddresses} only. One that says `http` is fetched
 * over https, from the same hosts.
 * @throws ResultUnavailable (RESULT_URL_REFUSED)
 */
export const checkResultUrl = (text: string, rules: ResultUrlRules): { readonly url: URL; readonly pinned: boolean } => {
  const problem = publicUrlProblem(text, { allowOrigins: rules.allowOrigins });
  if (problem !== undefined) throw refused(problem, ONLY_PUBLIC);
  const url = new URL(text);
  if (rules.allowOrigins.includes(url.origin)) return { url, pinned: false };
  if (!isResultHost(url.hostname, rules.allowedHosts)) {
    throw refused(`its host ${url.hostname.slice(0, QUOTED_CHARACTERS)} is not one of the service's`, ADD_HOST);
  }
  url.protocol = 'https:';
  return { url, pinned: true };
};

/**
 * The addresses of an allowed host that may be connected to. All of them must be public, or public behind NAT64; where a resolver stands in for
 * the name, its answers that are not fit are left out, since they name nothing real.
 * @throws ResultUnavailable (RESULT_URL_REFUSED)
 */
export const checkAddresses = (host: string, addresses: readonly string[]): readonly string[] => {
  const fit = addresses.filter(isAddressOfTrustedHost);
  if (fit.length > 0 && (fit.length === addresses.length || fit.some(isStandInAddress))) return fit;
  const why = addresses.length === 0 ? 'has no address' : 'leads to an address that is not public';
  throw refused(`its host ${host.slice(0, QUOTED_CHARACTERS)} ${why}`, ONLY_PUBLIC);
};
