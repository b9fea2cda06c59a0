/** edit.json, written once and last. */

import type { SucceededEdit } from '#core/edit/edit.ts';
import type { EditResult } from '#core/edit/edit-record.ts';
import { type Manifest, manifestKey, manifestOf, manifestText, parseManifest } from '#core/edit/manifest.ts';
import { Unavailable } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { bytesOf } from '#core/ports/store.ts';
import type { PersistResultDeps } from './deps.ts';

/** What edit.json says of the end of an edit. */
export interface WrittenEnd extends Pick<SucceededEdit, 'state' | 'results' | 'imageCount' | 'costUsd'> {
  /** Epoch ms. */
  readonly finishedAt: number;
}

/**
 * Writes the manifest of a finished edit and answers what stands in it: where an earlier run wrote it already, what that run found, so that the
 * record and the file agree.
 * @throws Unavailable, also MANIFEST_DIFFERS
 */
export const writeManifest = async ({ store }: PersistResultDeps, finished: SucceededEdit): Promise<WrittenEnd> => {
  const key = manifestKey(finished);
  const manifest = manifestOf(finished);
  const { outcome } = await store.put(key, bytesOf(new TextEncoder().encode(manifestText(manifest))), {
    mediaType: 'application/json',
  });
  const written = outcome === 'created' ? manifest : await readManifest(store, key);
  if (written !== undefined && isAbout(written, finished)) {
    return {
      state: written.state === 'PARTIAL' ? 'PARTIAL' : 'SUCCEEDED',
      results: written.images.map((image): EditResult => ('key' in image ? omitUndefined(image) : image)),
      imageCount: written.usage.imageCount,
      costUsd: written.costUsd,
      finishedAt: Date.parse(written.times.finishedAt),
    };
  }
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

/** Whether a manifest is of this edit and task, and of the same pictures where both have one: why a picture is missing may be told otherwise. */
const isAbout = (written: Manifest, { editId, taskId, results }: SucceededEdit): boolean =>
  written.editId === editId &&
  written.taskId === taskId &&
  written.images.length === results.length &&
  written.images.every((image, at) => isSamePicture(image, results[at]));

const isSamePicture = (a: Manifest['images'][number], b: EditResult | undefined): boolean =>
  b === undefined || !('key' in a && 'key' in b) || (a.key === b.key && a.sha256 === b.sha256);
