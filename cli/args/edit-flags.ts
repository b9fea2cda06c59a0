/** The flags that say what to do with pictures: the same for `edit`, `retry` and `batch`. */
import { type InstructionFields, instructionFieldsSchema } from '#core/request/request.ts';
import { UsageError } from '../command.ts';
import { checkSaid, given } from './flag-names.ts';
import type { Flags, Said } from './parse-args.ts';

/** Flags of an edit. */
export const EDIT_FLAGS = {
  prompt: 'text',
  preset: 'text',
  value: 'texts',
  n: 'number',
  size: 'text',
  'negative-prompt': 'text',
  seed: 'number',
  watermark: 'switch',
  'prompt-extend': 'switch',
} as const satisfies Flags;

/** What {@link EDIT_FLAGS} are for, for the help of a command. */
export const EDIT_FLAGS_HELP = `  --prompt TEXT             what to do, at most 2000 characters
  --preset NAME             a preset of presets/, alone or with a prompt
  --value NAME=TEXT         fills {NAME} of the preset; may be repeated
  --n N                     how many pictures to make, 1 to 4 (default 1; each one is paid)
  --size W*H                589,824 to 1,638,400 pixels in all, 1:4 to 4:1
  --negative-prompt TEXT    what must not appear, at most 500 characters
  --seed N                  0 to 2147483647: the same seed gives similar pictures
  --watermark               mark the result "AI-generated"
  --no-prompt-extend        send the prompt as it is, not rewritten by the service`;

/** What was said, checked as the API checks it. @throws UsageError naming the flag */
export const askedOf = (said: Said<typeof EDIT_FLAGS>, hint: string): InstructionFields =>
  checkSaid(
    instructionFieldsSchema,
    given({
      prompt: said.prompt,
      preset: said.preset,
      values: valuesOf(said.value, hint),
      n: said.n,
      size: said.size,
      negativePrompt: said['negative-prompt'],
      seed: said.seed,
      watermark: said.watermark,
      promptExtend: said['prompt-extend'],
    }),
    { hint, names: { values: '--value' } },
  );

const valuesOf = (pairs: readonly string[] | undefined, hint: string): Readonly<Record<string, string>> | undefined => {
  if (pairs === undefined) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`--value takes NAME=TEXT, not "${pair}"`, hint);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
};
