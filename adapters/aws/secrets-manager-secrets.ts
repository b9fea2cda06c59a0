/** The API key in Secrets Manager. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AccountProblem } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { apiKeyProblem } from '#core/service/api-key.ts';
import { awsCode, unavailable } from './aws-problem.ts';

/** Which secret, and for how long one answer serves (seconds, default 300: a rotated key is used within five minutes). */
export interface SecretsManagerSecretsOptions {
  readonly secretId: string;
  readonly cacheSeconds?: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly client?: SecretsManagerClient;
}

/** Reads the key when it is first needed and keeps it for a while. The secret is the bare key, or JSON with `DASHSCOPE_API_KEY`. */
export const createSecretsManagerSecrets = ({
  secretId,
  cacheSeconds = 300,
  clock,
  client = new SecretsManagerClient({}),
}: SecretsManagerSecretsOptions): Secrets => {
  let kept: { readonly key: string; readonly until: number } | undefined;
  return {
    apiKey: async ({ fresh = false } = {}) => {
      if (!fresh && kept !== undefined && clock.now() < kept.until) return kept.key;
      const key = keyIn(await fetchSecret(client, secretId));
      if (key === undefined) throw noKey(secretId);
      const problem = apiKeyProblem(key, `the key in secret ${secretId}`);
      if (problem !== undefined) throw new AccountProblem(problem);
      kept = { key, until: clock.now() + cacheSeconds * 1000 };
      return key;
    },
  };
};

const fetchSecret = async (client: SecretsManagerClient, secretId: string): Promise<string | undefined> => {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: secretId }))).SecretString;
  } catch (error) {
    if (awsCode(error) === 'ResourceNotFoundException') throw noKey(secretId, error);
    throw unavailable('SECRETS_UNAVAILABLE', 'reading the API key from Secrets Manager', error);
  }
};

const keyIn = (secret: string | undefined): string | undefined => {
  const text = secret?.trim() ?? '';
  const key = text.startsWith('{') ? fieldOf(text) : text;
  return key === undefined || key === '' ? undefined : key;
};

const fieldOf = (json: string): string | undefined => {
  try {
    const field = (JSON.parse(json) as { readonly DASHSCOPE_API_KEY?: unknown }).DASHSCOPE_API_KEY;
    return typeof field === 'string' ? field.trim() : undefined;
  } catch {
    return undefined;
  }
};

const noKey = (secretId: string, cause?: unknown): AccountProblem =>
  new AccountProblem({
    code: 'API_KEY_MISSING',
    message: `secret ${secretId} holds no API key`,
    hint: 'Store the Model Studio key as the value of this secret (the bare key, or JSON with the field DASHSCOPE_API_KEY).',
    cause,
  });
