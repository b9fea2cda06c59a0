/** `GET /presets`. */

import { loadPreset, presetNames } from '#core/actions/load-preset.ts';
import type { PresetView } from '#core/api/bodies.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { placeholdersOf } from '#core/request/placeholders.ts';
import type { Preset } from '#core/request/preset.ts';
import type { ApiDeps } from '../deps.ts';
import { answer } from '../http.ts';
import type { Routes } from './route.ts';

/** Lists the presets; one that cannot be used is listed with the reason. */
export const presetRoutes = ({ store }: ApiDeps): Pick<Routes, 'listPresets'> => ({
  listPresets: async () => {
    const names = await presetNames(store);
    const presets = await Promise.all(
      names.map(async (name): Promise<PresetView> => {
        const read = await loadPreset(store, name);
        return 'problem' in read
          ? { name, placeholders: [], images: [], imagesPosition: 'after', minImages: 1, parameters: {}, problem: read.problem }
          : presetView(name, read.value);
      }),
    );
    return answer(200, { presets });
  },
});

const presetView = (name: string, preset: Preset): PresetView => {
  const {
    $schema: _schema,
    description,
    prompt,
    placeholders,
    images = [],
    imagesPosition = 'after',
    minImages = 1,
    imagesPerDay,
    ...parameters
  } = preset;
  return {
    name,
    ...omitUndefined({ description }),
    prompt,
    placeholders: placeholdersOf(prompt).map((placeholder) => ({ name: placeholder, ...placeholders?.[placeholder] })),
    images,
    imagesPosition,
    minImages,
    parameters,
    ...omitUndefined({ imagesPerDay }),
  };
};
