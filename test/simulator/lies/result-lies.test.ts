import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { LieRule } from '#simulator/index.ts';
import { edit, PIXEL, startSimulator } from '../listening-simulator.ts';

/** Downloads of the images of one task. */
const downloads = async (lie: LieRule, n = 1) => {
  const { simulator, call, create, at } = await startSimulator({ lies: [lie] });
  const { output } = (await (await create(edit('blue', undefined, { n }))).json()) as { output: { task_id: string } };
  at(61);
  const task = (await (await call(`/tasks/${output.task_id}`)).json()) as { output: { results: readonly { url: string }[] } };
  const answers = await Promise.all(task.output.results.map(({ url }) => fetch(url)));
  const inProcess = await simulator.fetch(task.output.results[0]?.url ?? '');
  return {
    answers,
    inProcess,
    bodies: await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer()))),
  };
};

describe('a download of a result', () => {
  it('dead-result: is refused for good, one of several', async () => {
    expect((await downloads({ lie: 'dead-result' }, 3)).answers.map(({ status }) => status)).toEqual([200, 200, 404]);
    expect((await downloads({ lie: 'dead-result', value: 1 }, 3)).answers.map(({ status }) => status)).toEqual([404, 200, 200]);
  });

  it.each(['jpeg', 'webp'])('result-format: is a real %s', async (value) => {
    const { answers, bodies } = await downloads({ lie: 'result-format', value });
    expect(answers[0]?.headers.get('content-type')).toBe(`image/${value}`);
    expect(await sharp(bodies[0]).metadata()).toMatchObject({ format: value, width: 64, height: 48 });
    expect((await sharp(bodies[0]).raw().toBuffer()).byteLength).toBe(64 * 48 * 3);
  });

  it('result-type: has another content type', async () => {
    const { answers, bodies } = await downloads({ lie: 'result-type' });
    expect(answers[0]?.headers.get('content-type')).toBe('application/octet-stream');
    expect(bodies[0]).toEqual(PIXEL);
  });

  it('chunked-result: has no length', async () => {
    const { answers, inProcess, bodies } = await downloads({ lie: 'chunked-result' });
    expect([answers[0]?.headers.get('content-length'), answers[0]?.headers.get('transfer-encoding')]).toEqual([null, 'chunked']);
    expect(inProcess.headers.get('content-length')).toBe(null);
    expect(bodies[0]).toEqual(PIXEL);
  });

  it('result-redirect: is behind a redirect', async () => {
    const { answers, bodies } = await downloads({ lie: 'result-redirect' });
    expect([answers[0]?.status, answers[0]?.redirected, bodies[0]]).toEqual([200, true, PIXEL]);
  });

  it('compressed-result: comes compressed', async () => {
    const { answers, bodies } = await downloads({ lie: 'compressed-result' });
    expect([answers[0]?.headers.get('content-encoding'), bodies[0]]).toEqual(['gzip', PIXEL]);
  });

  it('huge-result: is a small PNG that claims 65535*65535 pixels', async () => {
    const { bodies } = await downloads({ lie: 'huge-result' });
    expect(bodies[0]?.byteLength).toBeLessThan(80);
    expect(await sharp(bodies[0], { limitInputPixels: false }).metadata()).toMatchObject({
      format: 'png',
      width: 65_535,
      height: 65_535,
    });
  });
});
