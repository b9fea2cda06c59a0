/** A simulator on a port, under a clock that the test moves, and calls to it. */
import { onTestFinished } from 'vitest';
import { createSimulator, type SimulatorOptions } from '#simulator/index.ts';
import { START } from './virtual-task-service.ts';

/** The one-pixel PNG that every result is. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Starts a listening simulator with a clock that the test moves; images are one pixel and inputs are accepted unseen. It is closed after the test. */
export const startSimulator = async ({
  realInputs = false,
  ...options
}: SimulatorOptions & { readonly realInputs?: boolean } = {}) => {
  let now = START;
  const simulator = createSimulator({
    clock: { now: () => now, setTimer: () => ({ cancel: () => undefined }) },
    duration: () => 60,
    render: () => PIXEL,
    ...(realInputs ? {} : { inspect: false as const }),
    ...options,
  });
  onTestFinished(() => simulator.close());
  const { baseUrl } = await simulator.listen();
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`${baseUrl}${path}`, { ...init, headers: { authorization: 'Bearer sk-one', ...init.headers } });
  const create = (body: unknown, headers: Record<string, string> = { 'x-dashscope-async': 'enable' }) =>
    call('/services/aigc/image2image/image-synthesis', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const created = async (prompt = 'blue') => {
    const answer = (await (await create(edit(prompt))).json()) as { readonly output: { readonly task_id: string } };
    return answer.output.task_id;
  };
  return {
    simulator,
    baseUrl,
    call,
    create,
    created,
    at: (seconds: number) => {
      now = START + seconds * 1000;
    },
  };
};

/** The body of a create call. */
export const edit = (
  prompt = 'blue',
  images: readonly string[] = ['https://example.com/a.png'],
  parameters: object = { n: 1 },
) => ({
  model: 'wan2.5-i2i-preview',
  input: { prompt, images },
  parameters,
});

/** The address of the first result in the answer to a query. */
export const firstUrl = async (answer: Response): Promise<string> => {
  const body = (await answer.json()) as { readonly output: { readonly results: readonly { readonly url: string }[] } };
  return body.output.results[0]?.url ?? '';
};
