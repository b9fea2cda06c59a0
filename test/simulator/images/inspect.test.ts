import { describe, expect, it } from 'vitest';
import { edit, startSimulator } from '../listening-simulator.ts';
import { dataUri, flatPng } from '../sample-images.ts';

describe('input images', () => {
  it('are fetched and rejected for the documented reasons', async () => {
    const png = await flatPng(400, 400, '#336699');
    const small = await flatPng(383, 400, '#336699');
    const served: Record<string, Response> = {
      '/ok': new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png', 'content-length': '1' } }),
      '/page': new Response('<html>', { headers: { 'content-type': 'text/html', 'content-length': '6' } }),
      '/gone': new Response('no', { status: 404 }),
      '/chunked': new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } }),
    };
    const { simulator, at, create } = await startSimulator({
      realInputs: true,
      limits: { createsPerSecond: 100, runningTasks: 100 },
      fetch: async (input) => {
        const path = new URL(String(input)).pathname;
        const found = served[path];
        if (found === undefined) throw new TypeError('fetch failed');
        return found;
      },
    });
    const cases: readonly (readonly [string, string | undefined])[] = [
      ['https://example.com/ok', undefined],
      ['https://example.com/page', 'InvalidURL'],
      ['https://example.com/gone', 'InvalidParameter.DataInspection'],
      ['https://example.com/chunked', 'InvalidURL'],
      ['https://example.com/unreachable', 'InvalidParameter.DataInspection'],
      ['ftp://example.com/a.png', 'InvalidURL'],
      [dataUri(png), undefined],
      [dataUri(small), 'InvalidImageResolution'],
      [dataUri(png, 'image/gif'), 'InvalidImage.FileFormat'],
      [dataUri(Buffer.from('not an image')), 'InvalidImageFormat'],
      [dataUri(png.subarray(0, png.length - 60)), 'InvalidImageFormat'],
      [`data:image/png;base64,${'A'.repeat(11_000_000)}`, 'InvalidParameter'],
    ];
    for (const [image] of cases) expect((await create(edit('blue', [image]))).status).toBe(200);
    await expect
      .poll(
        () => {
          at(1000);
          return simulator.tasks().every((task) => task.endedAt !== undefined);
        },
        { timeout: 5000 },
      )
      .toBe(true);
    expect(simulator.tasks().map((task) => task.code)).toEqual(cases.map(([, code]) => code));
  });
});
