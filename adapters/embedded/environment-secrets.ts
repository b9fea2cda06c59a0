/**
 * The API key on one machine, under the names that the official SDKs use: in the environment, or in a file that the environment names
 * (a container's secret). Both are read at every call, so that `fresh` needs nothing more and a file that was out of reach heals.
 */
import { readFile } from 'node:fs/promises';
import { AccountProblem, Unavailable } from '#core/errors.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { apiKeyProblem, type KeyReader } from '#core/service/api-key.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const fileOf = (env: Environment): string | undefined => env.DASHSCOPE_API_KEY_FILE_PATH?.trim() || undefined;

/** Whether the environment names a key at all: then the real service edits, also while the key cannot be read. */
export const namesApiKey = (env: Environment): boolean => Boolean(env.DASHSCOPE_API_KEY?.trim()) || fileOf(env) !== undefined;

/** Reads `DASHSCOPE_API_KEY`, else the file of `DASHSCOPE_API_KEY_FILE_PATH`, at every call, in the form that its reader asks for. @throws AccountProblem, Unavailable when the file cannot be read */
export const createEnvironmentSecrets = (env: Environment, reader: KeyReader = 'model-studio'): Secrets => ({
  apiKey: async () => {
    const written = env.DASHSCOPE_API_KEY?.trim();
    const file = fileOf(env);
    if (written) return checked(written, 'DASHSCOPE_API_KEY', reader);
    if (file !== undefined) return checked(await readKeyFile(file), `the key in ${file}`, reader);
    throw new AccountProblem({
      code: 'API_KEY_MISSING',
      message: 'there is no Model Studio API key in the environment',
      hint: 'Set DASHSCOPE_API_KEY to a key of the region in use, or unset DASHSCOPE_HTTP_BASE_URL to edit with the simulator.',
    });
  },
});

const checked = (key: string, where: string, reader: KeyReader): string => {
  const problem = apiKeyProblem(key, where, reader);
  if (problem !== undefined) throw new AccountProblem(problem);
  return key;
};

/** A file with more than the key is refused by its first line's form; editors and PowerShell put a byte order mark before it. */
const readKeyFile = async (file: string): Promise<string> => {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').trim();
  } catch (cause) {
    throw new Unavailable({
      code: 'API_KEY_UNREADABLE',
      message: `the API key cannot be read (DASHSCOPE_API_KEY_FILE_PATH): ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: `Put the key alone into ${file} and give the user that runs Darkroom the right to read it; nothing was sent.`,
      cause,
    });
  }
};
