import { describe, expect, it, onTestFinished } from 'vitest';
import { createSimulator } from '#simulator/index.ts';
import { edit, PIXEL } from '../listening-simulator.ts';
import { HEADERS } from '../virtual-task-service.ts';

describe('fetch without a socket', () => {
  it('behaves like the listening server, faults included', async () => {
    const simulator = createSimulator({
      inspect: false,
      render: () => PIXEL,
      duration: () => 0,
      faults: [
        { phase: 'create', kind: 'drop-after-accept', when: { nth: 2 } },
        { phase: 'list', kind: { delay: 3600 } },
      ],
    });
    onTestFinished(() => simulator.close());
    const create = () =>
      simulator.fetch('https://dashscope-intl.aliyuncs.com/api/v1/services/aigc/image2image/image-synthesis', {
        method: 'POST',
        headers: { authorization: `Bearer ${HEADERS.apiKey}`, 'x-dashscope-async': 'enable', 'content-type': 'application/json' },
        body: JSON.stringify(edit()),
      });
    expect((await create()).status).toBe(200);
    await expect(create()).rejects.toThrow('fetch failed');
    expect(simulator.tasks()).toHaveLength(2);
    const patience = new AbortController();
    const listing = simulator.fetch('http://x/api/v1/tasks', {
      headers: { authorization: 'Bearer sk-one' },
      signal: patience.signal,
    });
    patience.abort(new Error('the reader gives up'));
    await expect(listing).rejects.toThrow('the reader gives up');
  });
});
