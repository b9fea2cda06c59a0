/** Signing secrets: `whsec_` and the key in base64 (Standard Webhooks: 24 to 64 random bytes). */

const PREFIX = 'whsec_';

/** How many random bytes a new secret has. */
export const SECRET_BYTES = 32;

/** Bounds of the key in a secret, in bytes. */
const KEY_BYTES = { min: 24, max: 64 } as const;

/** A secret as it is shown to its owner. @throws RangeError when the key is not 24 to 64 bytes long */
export const formatSecret = (key: Uint8Array): string => {
  if (key.length < KEY_BYTES.min || key.length > KEY_BYTES.max) {
    throw new RangeError(`a webhook secret has ${KEY_BYTES.min} to ${KEY_BYTES.max} bytes, not ${key.length}`);
  }
  return `${PREFIX}${Buffer.from(key).toString('base64')}`;
};

/** The key in a secret; undefined when the text is no secret. */
export const secretKey = (secret: string): Uint8Array | undefined => {
  const base64 = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const key = Buffer.from(base64, 'base64');
  return key.length < KEY_BYTES.min || key.length > KEY_BYTES.max ? undefined : new Uint8Array(key);
};
