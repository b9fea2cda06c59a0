/** Builders for tests of the client. */

import { createModelStudio, type ModelStudioDeps } from '#adapters/dashscope/index.ts';
import type { Model } from '#core/ports/model.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';

/** A key that must never be seen outside the Authorization header. */
export const KEY = 'sk-canary0123456789abcdef';

/** Secrets with one key, or with another once a fresh one is asked for. */
export const keyring = (key: string = KEY, fresh: string = key): Secrets => ({
  apiKey: async (options) => (options?.fresh ? fresh : key),
});

/** A client whose deadlines never come unless the test moves the clock. */
export const clientOf = (deps: Partial<ModelStudioDeps> & { readonly baseUrl: string }): Model =>
  createModelStudio({ secrets: keyring(), clock: createVirtualClock(), newId: numbered(), ...deps });

/** Ids 1, 2, 3, ... */
export const numbered = (): (() => string) => {
  let last = 0;
  return () => String(++last);
};

/** A task with everything chosen. */
export const FULL_TASK = {
  prompt: 'Put the cat of image 1 into image 2 ☂',
  images: ['https://example.com/cat.png?X-Amz-Signature=5c51aa5c51aa', 'oss://dashscope-instant/a/b.png'],
  parameters: { negativePrompt: 'blurry', n: 2, size: '1280*720', seed: 12345, promptExtend: false, watermark: true },
} as const;

/** A task with nothing chosen. */
export const PLAIN_TASK = {
  prompt: 'Make it snow',
  images: ['data:image/png;base64,AAAA'],
  parameters: { n: 1, promptExtend: true, watermark: false },
} as const;

/** What was thrown. @throws Error when nothing was */
export const thrownBy = async (work: Promise<unknown>): Promise<Error> => {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error('nothing was thrown');
};

/** Everything of an error that could be shown, logged or recorded: its own and inherited texts, its stack and its causes. */
export const everythingIn = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => Reflect.get(error, name) as unknown);
  const inner = own.filter((value) => typeof value === 'object' && value !== null && value !== error);
  return [
    String(error),
    JSON.stringify(error),
    ...own.filter((value) => typeof value === 'string'),
    ...inner.map(everythingIn),
  ].join('\n');
};
