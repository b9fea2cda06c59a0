/** edit.json, written once and last. */

import type { SucceededEdit } from '#core/edit/edit.ts';
import { type Manifest, manifestKey, manifestOf, manifestText, parseManifest } from '#core/edit/manifest.ts';
import { Unavailable } from '#core/errors.ts';
import { canonicalJson } from '#core/ids.ts';
import { bytesOf } from '#core/ports/store.ts';
import type { PersistResultDeps } from './deps.ts';

/**
 * Writes the manifest of a finished edit and answers when the edit was finished (epoch ms): where an earlier run wrote it already,
 * the instant that stands in it, so that the record and the file agree.
 * @throws Unavailable, also MANIFEST_DIFFERS
 */
export const writeManifest = async ({ store }: PersistResultDeps, finished: SucceededEdit): Promise<number> => {
  const key = manifestKey(finished);
  const manifest = manifestOf(finished);
  const { outcome } = await store.put(key, bytesOf(new TextEncoder().encode(manifestText(manifest))), {
    mediaType: 'application/json',
  });
  if (outcome === 'created') return Date.parse(manifest.times.finishedAt);
  const earlier = await readManifest(store, key);
  if (earlier !== undefined && sameResults(earlier, manifest)) return Date.parse(earlier.times.finishedAt);
  throw new Unavailable({
    code: 'MANIFEST_DIFFERS',
    message: `${key} exists and describes other results than task ${finished.taskId} gave`,
    hint: 'Something else wrote below results/. Move that file away; the edit is then completed by the sweep.',
  });
};

const readManifest = async (store: PersistResultDeps['store'], key: string): Promise<Manifest | undefined> => {
  const { body } = await store.open({ key });
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return parseManifest(Buffer.concat(pieces).toString('utf8'));
};

const sameResults = (a: Manifest, b: Manifest): boolean =>
  a.editId === b.editId && a.taskId === b.taskId && canonicalJson(a.images) === canonicalJson(b.images);
