/** Finds presets in the store. */

import type { Problem } from '../errors.ts';
import { omitUndefined } from '../omit-undefined.ts';
import type { ObjectHead, Store } from '../ports/store.ts';
import { MAX_PRESET_BYTES, type Preset, presetKey, readPreset } from '../request/preset.ts';
import { presetNameField } from '../request/request.ts';
import type { Reading } from '../text/read-document.ts';
import { suggest } from '../text/suggest.ts';

/** Fetches a preset from the store. @throws Unavailable */
export const loadPreset = async (store: Store, name: string): Promise<Reading<Preset>> => {
  const head = presetNameField.safeParse(name).success ? await store.head({ key: presetKey(name) }) : undefined;
  if (head === undefined) return { problem: await presetMissing(store, name) };
  if (head.bytes > MAX_PRESET_BYTES) return { problem: presetTooLarge(head) };
  const bytes = await store.readRange({ key: head.key, versionId: head.versionId }, 0, MAX_PRESET_BYTES);
  return readPreset(name, new TextDecoder().decode(bytes));
};

/** Names of the presets in the store, in order. @throws Unavailable */
export const presetNames = async (store: Store): Promise<readonly string[]> => {
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list('presets/', { limit: 1000, ...omitUndefined({ cursor }) });
    names.push(...page.keys.flatMap((key) => /^presets\/([^/]+)\.json$/.exec(key)?.[1] ?? []));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return names;
};

const presetMissing = async (store: Store, name: string): Promise<Problem> => ({
  code: 'PRESET_NOT_FOUND',
  message: `there is no preset ${JSON.stringify(name)}; ${suggest(name, await presetNames(store))}`,
  hint: `Put the instruction into presets/<name>.json (lower-case letters, digits, dashes), or upload into another folder.`,
});

const presetTooLarge = ({ key, bytes }: ObjectHead): Problem => ({
  code: 'PRESET_REFUSED',
  message: `${key} has ${bytes} bytes; a preset has at most ${MAX_PRESET_BYTES}`,
  hint: 'Keep pictures out of presets: name them by key or URL.',
});
