/** Connections of Node's own client: kept for the next request, or through a proxy. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clock } from '#core/ports/clock.ts';
import { goesThroughProxy, type ServiceProxy } from './proxy.ts';

/** Connections idle for this long (ms) are not used again: a Lambda function that was frozen wakes up with dead ones. */
const IDLE_MS = 4_000;

/** How long a proxy may take to open its tunnel, ms; until then nothing of a request was sent. */
const TUNNEL_MS = 10_000;

const newAgents = () => ({
  http: new HttpAgent({ keepAlive: true, timeout: IDLE_MS }),
  https: new HttpsAgent({ keepAlive: true, timeout: IDLE_MS }),
});

/** What carries a request to a URL: `false` is a connection of its own. `fresh`: not one that was used before. */
export type ConnectionPool = (url: URL, options?: { readonly fresh?: boolean | undefined }) => HttpAgent | false;

/**
 * Agents that keep connections for the next request, as long as that comes soon by the given clock. Through a proxy every request has a
 * tunnel of its own, and Node hands out its socket only when the service's TLS stands: a tunnel that is refused sent nothing.
 */
export const createConnectionPool = (clock: Clock, proxy?: ServiceProxy): ConnectionPool => {
  const tunnels = proxy && new HttpsAgent({ keepAlive: false, timeout: TUNNEL_MS, proxyEnv: { HTTPS_PROXY: proxy.url } });
  let agents = newAgents();
  let lastUsed = clock.now();
  return (url, { fresh = false } = {}) => {
    if (proxy !== undefined && tunnels !== undefined && goesThroughProxy(proxy, url)) return tunnels;
    if (fresh) return false;
    if (clock.now() - lastUsed > IDLE_MS) agents = newAgents();
    lastUsed = clock.now();
    return url.protocol === 'https:' ? agents.https : agents.http;
  };
};
