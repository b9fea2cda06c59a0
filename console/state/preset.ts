/** Presets as the form uses them. */
import type { PresetView } from '#client/types.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { DraftParameters } from './draft.ts';

/** A preset's or placeholder's name as words: `remove-text` is `Remove text`. */
export const presetTitle = (name: string): string => {
  const words = name.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

/** The parameters that a preset sets, as the form holds them. */
export const presetDefaults = ({ parameters }: Pick<PresetView, 'parameters'>): Partial<DraftParameters> => ({
  ...omitUndefined({ n: parameters.n, size: parameters.size }),
  ...(parameters.seed === undefined ? {} : { seed: String(parameters.seed) }),
  ...omitUndefined({
    negativePrompt: parameters.negativePrompt,
    promptExtend: parameters.promptExtend,
    watermark: parameters.watermark,
  }),
});

/** The presets that can be used; a broken one is explained by the API when it is named, and by `problem`. */
export const usablePresets = (presets: readonly PresetView[]): readonly PresetView[] =>
  presets.filter(({ problem }) => problem === undefined);
