/** What every source of the API key promises. */
import { describe, expect, it } from 'vitest';
import type { Secrets } from '#core/ports/secrets.ts';

const FIRST = 'sk-11f2a91c0d490bd12aa0';
const SECOND = 'sk-22f2a91c0d490bd12aa0';

/** Describes the contract of `Secrets` over sources that hold `key`, or none. */
export const describeSecretsContract = (
  name: string,
  makeSecrets: (key: string | undefined) => { readonly secrets: Secrets; rotate(key: string): void },
): void => {
  describe(`the secrets ${name}`, () => {
    it('give the key', async () => {
      expect(await makeSecrets(FIRST).secrets.apiKey()).toBe(FIRST);
    });
    it('give the new key to whoever asks for a fresh one', async () => {
      const { secrets, rotate } = makeSecrets(FIRST);
      await secrets.apiKey();
      rotate(SECOND);
      expect(await secrets.apiKey({ fresh: true })).toBe(SECOND);
      expect(await secrets.apiKey()).toBe(SECOND);
    });
    it('say that the account lacks a key when there is none', async () => {
      await expect(makeSecrets(undefined).secrets.apiKey()).rejects.toMatchObject({ name: 'AccountProblem' });
    });
  });
};
