/** Connections of Node's own client, kept for the next request. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Clock } from '#core/ports/clock.ts';

/** Connections idle for this long (ms) are not used again: a Lambda function that was frozen wakes up with dead ones. */
const IDLE_MS = 4_000;

const newAgents = () => ({
  http: new HttpAgent({ keepAlive: true, timeout: IDLE_MS }),
  https: new HttpsAgent({ keepAlive: true, timeout: IDLE_MS }),
});

/** Agents that keep connections for the next request, as long as that comes soon by the given clock. */
export const createConnectionPool = (clock: Clock): ((protocol: string) => HttpAgent) => {
  let agents = newAgents();
  let lastUsed = clock.now();
  return (protocol) => {
    if (clock.now() - lastUsed > IDLE_MS) agents = newAgents();
    lastUsed = clock.now();
    return protocol === 'https:' ? agents.https : agents.http;
  };
};
