/** Downloads of results on Lambda: from the service's own storage, or from this machine when the service is a simulator on it. */
import { isLoopback } from '#adapters/dashscope/base-url.ts';
import { createResultDownloads } from '#adapters/dashscope/results/result-downloads.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ResultDownloads } from '#core/ports/model.ts';
import { addressOf, proxyOf, type ServiceSettings } from './model.ts';

/** Where results come from. */
export interface DownloadSettings extends ServiceSettings {
  /** Hosts besides the service's own. */
  readonly resultHosts?: readonly string[];
}

/** Downloads beside the client of model.ts. @throws AccountProblem as {@link addressOf} */
export const composeDownloads = (settings: DownloadSettings, { clock }: { readonly clock: Clock }): ResultDownloads => {
  const { hostname, origin } = new URL(addressOf(settings).baseUrl);
  return createResultDownloads({
    clock,
    proxy: proxyOf(settings),
    allowedHosts: settings.resultHosts ?? [],
    allowOrigins: isLoopback(hostname) ? [origin] : [],
  });
};
