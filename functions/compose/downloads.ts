/** Downloads of results on Lambda: from the service's own storage, or from this machine when the service is a simulator on it. */
import { isLoopback } from '#adapters/dashscope/base-url.ts';
import { createResultDownloads } from '#adapters/dashscope/results/result-downloads.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ResultDownloads } from '#core/ports/model.ts';
import { addressOf, type ServiceSettings } from './model.ts';

/** Downloads beside the client of model.ts. @throws AccountProblem as {@link addressOf} */
export const composeDownloads = (settings: ServiceSettings, { clock }: { readonly clock: Clock }): ResultDownloads => {
  const { hostname, origin } = new URL(addressOf(settings).baseUrl);
  return createResultDownloads({ clock, allowOrigins: isLoopback(hostname) ? [origin] : [] });
};
