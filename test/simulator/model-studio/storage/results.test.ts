import { describe, expect, it } from 'vitest';
import { firstUrl, startSimulator } from '../../listening-simulator.ts';

describe('result images', () => {
  it('open only with their signature, by GET, until they expire, and are XML errors otherwise', async () => {
    const { call, created, at } = await startSimulator();
    const id = await created();
    at(61);
    const url = await firstUrl(await call(`/tasks/${id}`));
    const refused = async (address: string, method = 'GET') => {
      const answer = await fetch(address, { method });
      expect(answer.headers.get('content-type')).toBe('application/xml');
      return [answer.status, /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1]];
    };
    expect(await refused(url.split('?')[0] ?? '')).toEqual([403, 'AccessDenied']);
    expect(await refused(url.replace(/Expires=(\d+)/, (_, expires) => `Expires=${Number(expires) + 1}`))).toEqual([
      403,
      'SignatureDoesNotMatch',
    ]);
    expect(await refused(url.replace('-1.png', '-2.png'))).toEqual([403, 'SignatureDoesNotMatch']);
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(403);
    at(24 * 3600 + 62);
    expect(await refused(url)).toEqual([403, 'AccessDenied']);
  });

  it('come late, cut short, as a web page, or not at all, when a fault says so', async () => {
    for (const [kind, check] of [
      ['expired', async (url: string) => expect((await fetch(url)).status).toBe(403)],
      ['wrong-type', async (url: string) => expect((await fetch(url)).headers.get('content-type')).toBe('text/html')],
      ['truncate', async (url: string) => expect((await fetch(url)).arrayBuffer()).rejects.toThrow('terminated')],
      ['drop-before', async (url: string) => expect(fetch(url)).rejects.toThrow('fetch failed')],
    ] as const) {
      const { call, created, at } = await startSimulator({ faults: [{ phase: 'result', kind }] });
      const id = await created();
      at(61);
      await check(await firstUrl(await call(`/tasks/${id}`)));
    }
  });
});
