/**
 * Metadata of files. A folder has none of its own, so there are two sources: what `put` was told, kept beside the home's objects by
 * key and version, and a sidecar that a person writes next to a picture (`uploads/photo.png.json`).
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { InvalidEdit } from '#core/errors.ts';
import { hashOf } from '#core/ids.ts';
import { isAbsence } from '../database/file-refused.ts';
import { codeOf } from './atomic-write.ts';

const keptSchema = z.object({ mediaType: z.string(), metadata: z.record(z.string(), z.string()) });
/** What `put` was told of one version of an object. */
export type KeptMetadata = z.infer<typeof keptSchema>;

const sidecarValue = z.union([z.string(), z.number(), z.boolean()]);
const sidecarSchema = z.catchall(z.object({ values: z.optional(z.record(z.string(), sidecarValue)) }), sidecarValue);

const MAX_SIDECAR_BYTES = 64 * 1024;

/** Keeps what `put` was told; written before the object becomes visible. */
export const keepMetadata = async (folder: string, key: string, versionId: string, kept: KeptMetadata, newId: () => string) => {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${newId()}.part`);
  await writeFile(draft, JSON.stringify({ key, ...kept }));
  await rename(draft, keptPath(folder, key, versionId));
};

/** What `put` was told of this version; undefined for a file that a person put there. */
export const readKept = async (folder: string, key: string, versionId: string): Promise<KeptMetadata | undefined> => {
  const text = await readText(keptPath(folder, key, versionId));
  if (text === undefined) return undefined;
  const parsed = keptSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
};

const keptPath = (folder: string, key: string, versionId: string): string => join(folder, `${hashOf(key, versionId)}.json`);

/** Path of the sidecar of a picture. */
export const sidecarOf = (path: string): string => `${path}.json`;

/**
 * Metadata from the sidecar at `path`, under the names that object metadata has (`negativePrompt` is `negative-prompt`).
 * Placeholder values may be nested (`values: { title }` is `value-title`). Empty when there is no sidecar.
 * @throws InvalidEdit SIDECAR_INVALID
 */
export const readSidecar = async (path: string, key: string): Promise<Readonly<Record<string, string>>> => {
  const text = await readText(path);
  if (text === undefined) return {};
  if (text.length > MAX_SIDECAR_BYTES) throw invalidSidecar(key, `it is longer than ${MAX_SIDECAR_BYTES} characters`);
  const parsed = sidecarSchema.safeParse(parseJson(text, key));
  if (!parsed.success) throw invalidSidecar(key, 'it must be an object of texts, numbers and true/false');
  const { values = {}, ...fields } = parsed.data;
  return Object.fromEntries([
    ...Object.entries(fields).map(([name, value]) => [metadataName(name), String(value)]),
    ...Object.entries(values).map(([name, value]) => [`value-${name}`, String(value)]),
  ]);
};

const metadataName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^-/, '');

const parseJson = (text: string, key: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidSidecar(key, `it is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
};

const invalidSidecar = (key: string, why: string, cause?: unknown): InvalidEdit =>
  new InvalidEdit({
    code: 'SIDECAR_INVALID',
    message: `${key}.json, which says what to do with ${key}, cannot be used: ${why}`,
    hint: 'Correct it, for example to { "prompt": "Make it night", "n": 2 }; saving it starts the edit.',
    cause,
  });

const readText = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isAbsence(error) || codeOf(error) === 'EISDIR') return undefined;
    throw error;
  }
};
