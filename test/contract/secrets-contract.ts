/** What every source of the API key promises. */
import { describe, expect, it } from 'vitest';
import type { Secrets } from '#core/ports/secrets.ts';

/** Describes the contract of `Secrets` over sources that hold `key`, or none. */
export const describeSecretsContract = (
  name: string,
  makeSecrets: (key: string | undefined) => { readonly secrets: Secrets; rotate(key: string): void },
): void => {
  describe(`the secrets ${name}`, () => {
    it('give the key', async () => {
      expect(await makeSecrets('sk-first').secrets.apiKey()).toBe('sk-first');
    });
    it('give the new key to whoever asks for a fresh one', async () => {
      const { secrets, rotate } = makeSecrets('sk-first');
      await secrets.apiKey();
      rotate('sk-second');
      expect(await secrets.apiKey({ fresh: true })).toBe('sk-second');
      expect(await secrets.apiKey()).toBe('sk-second');
    });
    it('say that the account lacks a key when there is none', async () => {
      await expect(makeSecrets(undefined).secrets.apiKey()).rejects.toMatchObject({ name: 'AccountProblem' });
    });
  });
};
