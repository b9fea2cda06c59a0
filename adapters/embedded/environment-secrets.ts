/** The API key from the environment, under the name that the official SDKs use. */
import { AccountProblem } from '#core/errors.ts';
import type { Secrets } from '#core/ports/secrets.ts';

/** Reads `DASHSCOPE_API_KEY` at every call, so that `fresh` needs nothing more. */
export const createEnvironmentSecrets = (env: Readonly<Record<string, string | undefined>>): Secrets => ({
  apiKey: async () => {
    const key = env.DASHSCOPE_API_KEY?.trim();
    if (key) return key;
    throw new AccountProblem({
      code: 'API_KEY_MISSING',
      message: 'there is no Model Studio API key in the environment',
      hint: 'Set DASHSCOPE_API_KEY to a key of the region in use, or unset DASHSCOPE_HTTP_BASE_URL to edit with the simulator.',
    });
  },
});
