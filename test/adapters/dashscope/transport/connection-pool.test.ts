import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { clientOf, PLAIN_TASK } from '../client.ts';
import { startWireServer, type WireServer } from '../wire-server.ts';

let server: WireServer | undefined;
afterEach(() => server?.close());

/** A server that numbers its connections and answers every call with a task that runs. */
const numberingConnections = async () => {
  const sockets: (Socket | null)[] = [];
  const used: number[] = [];
  server = await startWireServer((_request, response) => {
    if (!sockets.includes(response.socket)) sockets.push(response.socket);
    used.push(sockets.indexOf(response.socket));
    response.end(JSON.stringify({ output: { task_id: 'task-1', task_status: 'RUNNING' }, request_id: 'r' }));
  });
  return { baseUrl: server.baseUrl, used };
};

describe('connections to the service', () => {
  it('are kept for reads that follow each other, and not trusted after a pause', async () => {
    const { baseUrl, used } = await numberingConnections();
    const clock = createVirtualClock();
    const client = clientOf({ baseUrl, clock });
    for (const pause of [0, 1000, 4000, 4001, 0]) {
      await clock.advance(pause);
      await client.getTask('task-1');
    }
    expect(used).toEqual([0, 0, 0, 1, 1]);
  });

  it('are new for every create: one that the service just closed would leave the outcome unknown', async () => {
    const { baseUrl, used } = await numberingConnections();
    const client = clientOf({ baseUrl });
    await client.getTask('task-1');
    await client.createTask(PLAIN_TASK);
    await client.createTask(PLAIN_TASK);
    await client.getTask('task-1');
    expect(used).toEqual([0, 1, 2, 0]);
  });
});
