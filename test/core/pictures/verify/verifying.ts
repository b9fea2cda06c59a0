/** Reads pictures through the verification, cut into pieces, for the tests of its formats. */
import { expect } from 'vitest';
import { ResultUnavailable } from '#core/errors.ts';
import { type VerifiedPicture, verifyPicture } from '#core/pictures/verify/verify-picture.ts';

/** The bytes in pieces of `size`. */
export async function* cut(content: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

/** What a whole picture turns out to be. `published`: its declared length; `undefined` in words for none. */
export const read = async (
  content: Uint8Array,
  published: number | 'undeclared' = content.length,
  size = 37,
): Promise<VerifiedPicture> => {
  const verification = await verifyPicture('picture 1', cut(content, size), published === 'undeclared' ? undefined : published);
  for await (const _piece of verification.body);
  return verification.verified();
};

/** Code and message of the refusal of a picture. */
export const refused = async (content: Uint8Array, published?: number | 'undeclared', size?: number): Promise<string> => {
  const error = await read(content, published, size).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ResultUnavailable);
  return error instanceof ResultUnavailable ? `${error.code}: ${error.message}` : '';
};

/** The bytes with one of them replaced. */
export const changedAt = (content: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = Uint8Array.from(content);
  copy[at] = value;
  return copy;
};
