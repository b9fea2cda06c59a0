/** The flags that say what to do with images: the same for `edit`, `retry` and `batch`. */
import { omitUndefined } from '#core/omit-undefined.ts';
import { type InstructionFields, instructionFieldsSchema } from '#core/request/request.ts';
import { UsageError } from '../command.ts';
import { checkFields } from './check-fields.ts';
import { type Flags, type Options, text, texts, toggle, wholeNumber } from './flags.ts';

/** Flags of a prompt and its parameters: all that a retry can change. */
export const PARAMETER_FLAGS = {
  prompt: text('TEXT', 'what to do, at most 2000 characters'),
  n: wholeNumber('N', 'how many images to make, 1 to 4 (default 1; each one is paid)'),
  size: text('W*H', '589,824 to 1,638,400 pixels in all, 1:4 to 4:1'),
  'negative-prompt': text('TEXT', 'what must not appear, at most 500 characters'),
  seed: wholeNumber('N', '0 to 2147483647: the same seed gives similar images'),
  watermark: toggle('mark the result "AI-generated"'),
  'prompt-extend': toggle('send the prompt as it is, not rewritten by the service', { listedAsNo: true }),
} as const satisfies Flags;

/** All flags that say what to do. */
export const EDIT_FLAGS = {
  ...PARAMETER_FLAGS,
  preset: text('NAME', 'a preset of presets/, alone or with a prompt'),
  value: texts('NAME=TEXT', 'fills {NAME} of the preset; may be repeated'),
} as const satisfies Flags;

/** The fields of a request that were typed, checked as the API checks them. @throws UsageError naming the flag */
export const instructionFields = (options: Options<typeof EDIT_FLAGS>): InstructionFields =>
  checkFields(
    instructionFieldsSchema,
    omitUndefined({
      prompt: options.prompt,
      preset: options.preset,
      values: valuesOf(options.value),
      n: options.n,
      size: options.size,
      negativePrompt: options['negative-prompt'],
      seed: options.seed,
      watermark: options.watermark,
      promptExtend: options['prompt-extend'],
    }),
    { values: '--value' },
  );

/** Requires that a prompt or a preset was typed. @throws UsageError */
export const requireInstruction = ({ prompt, preset }: Pick<Options<typeof EDIT_FLAGS>, 'prompt' | 'preset'>): void => {
  if (prompt !== undefined || preset !== undefined) return;
  throw new UsageError('it is not said what to do with the image', 'Add --prompt "..." or --preset NAME.');
};

const valuesOf = (pairs: readonly string[] | undefined): Readonly<Record<string, string>> | undefined => {
  if (pairs === undefined) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`--value takes NAME=TEXT, not "${pair}"`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
};
