import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { edit, startSimulator } from '../listening-simulator.ts';

describe('the server of the simulator', () => {
  it('rejects bodies over 64 MB before reading them', async () => {
    const { baseUrl } = await startSimulator();
    const { hostname, port } = new URL(baseUrl);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(`POST /api/v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: ${65 * 1024 * 1024}\r\n\r\n`),
      );
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
        if (text.includes('}')) socket.destroy();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toContain('400 Bad Request');
    expect(answer).toContain('BadRequest.TooLarge');
  });

  it('loses the answer to a create whose task exists, when a fault says so', async () => {
    const { simulator, create } = await startSimulator({ faults: [{ phase: 'create', kind: 'drop-after-accept', times: 1 }] });
    await expect(create(edit())).rejects.toThrow('fetch failed');
    expect(simulator.tasks()).toHaveLength(1);
    expect((await create(edit())).status).toBe(200);
    expect(simulator.requests).toMatchObject({ creates: 2, faults: 1 });
  });

  it('trickles an answer until the reader gives up, when a fault says so', async () => {
    const { call } = await startSimulator({ faults: [{ phase: 'list', kind: 'slow-loris' }] });
    const patience = new AbortController();
    const answer = await call('/tasks', { signal: patience.signal });
    const text = answer.text();
    patience.abort(new Error('the reader gives up'));
    await expect(text).rejects.toThrow('the reader gives up');
  });
});
