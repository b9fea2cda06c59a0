/** Which URLs an endpoint may have. */
import { publicUrlProblem } from '../public-url.ts';

/** `allowPrivate`: also http, other ports and hosts of the own machine or network. Only where all who may add endpoints are trusted with that network. */
export interface EndpointUrlRules {
  readonly allowPrivate: boolean;
}

/** Why a URL cannot be an endpoint; undefined when it can. Names the host at most: a path may hold a token. */
export const endpointUrlProblem = (text: string, { allowPrivate }: EndpointUrlRules): string | undefined => {
  if (!allowPrivate) return publicUrlProblem(text, { httpsOnly: true });
  if (!URL.canParse(text)) return 'it is not a URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `it uses ${url.protocol.slice(0, -1)}, not http or https`;
  if (url.username !== '' || url.password !== '') return 'it carries a user name or password';
  return undefined;
};
