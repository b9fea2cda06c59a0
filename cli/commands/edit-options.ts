/** The words after `edit`, read and checked. */
import { parseArgs } from 'node:util';
import { IMAGES_PER_EDIT } from '#core/limits.ts';
import type { EditRequest } from '#core/request.ts';
import { UsageError } from '../command.ts';

/** What the person asked for. */
export interface EditOptions {
  /** One to three files or http(s) URLs, in order. */
  readonly pictures: readonly string[];
  readonly request: Omit<EditRequest, 'images'>;
  /** Where results are copied to. */
  readonly out?: string;
  readonly json: boolean;
}

/** The help of the command. */
export const EDIT_HELP = `Edit one to three pictures and wait for the result.

  npm run edit -- photo.jpg --prompt "Make it a winter evening"
  npm run edit -- clock.png table.png --prompt "Put the clock from image 1 on the table in image 2"
  npm run edit -- photo.jpg --preset lighting --value light="cold blue dawn"
  npm run edit -- photo.jpg --prompt "Remove the text" --n 2 --size 1280*720 --seed 7 --out edited/
  npm run --silent edit -- photo.jpg --prompt "Redraw it in ink" --json | jq -r '.images[].path'

  FILE_OR_URL...            one to three pictures: image 1, image 2, image 3
  --prompt TEXT             what to do, at most 2000 characters
  --preset NAME             a preset of presets/, alone or with a prompt
  --value NAME=TEXT         fills {NAME} of the preset; may be repeated
  --n N                     how many pictures to make, 1 to 4 (default 1; each one is paid)
  --size W*H                589,824 to 1,638,400 pixels in all, 1:4 to 4:1
  --negative-prompt TEXT    what must not appear, at most 500 characters
  --seed N                  0 to 2147483647: the same seed gives similar pictures
  --watermark               mark the result "AI-generated"
  --no-prompt-extend        send the prompt as it is, not rewritten by the service
  --out DIR                 copy the results there
  --json                    print one JSON object instead of paths

Exit status: 0 done, 1 the edit failed, 2 the request was refused and nothing was spent.
Uses the Darkroom that runs in DARKROOM_HOME (default .darkroom), or starts one for this edit.
DASHSCOPE_API_KEY selects the real service; without it the simulator edits.
`;

const SEE_HELP = 'See npm run edit -- --help.';

/** Reads the words. @throws UsageError */
export const readEditOptions = (args: readonly string[]): EditOptions => {
  const { values, positionals } = parse(args);
  const { min, max } = IMAGES_PER_EDIT;
  if (positionals.length < min || positionals.length > max) {
    throw new UsageError(`an edit takes ${min} to ${max} pictures, not ${positionals.length}`, SEE_HELP);
  }
  if (values.prompt === undefined && values.preset === undefined) {
    throw new UsageError('it is not said what to do with the picture', 'Add --prompt "..." or --preset NAME.');
  }
  const chosen = {
    prompt: values.prompt,
    preset: values.preset,
    values: valuesOf(values.value ?? []),
    n: wholeNumber('--n', values.n),
    size: values.size,
    seed: wholeNumber('--seed', values.seed),
    negativePrompt: values['negative-prompt'],
    watermark: values.watermark,
    promptExtend: values['prompt-extend'],
  };
  return {
    pictures: positionals,
    request: Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)),
    json: values.json ?? false,
    ...(values.out === undefined ? {} : { out: values.out }),
  };
};

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: {
        prompt: { type: 'string' },
        preset: { type: 'string' },
        value: { type: 'string', multiple: true },
        n: { type: 'string' },
        size: { type: 'string' },
        'negative-prompt': { type: 'string' },
        seed: { type: 'string' },
        watermark: { type: 'boolean' },
        'prompt-extend': { type: 'boolean' },
        out: { type: 'string' },
        json: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), SEE_HELP, { cause });
  }
};

const wholeNumber = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`${name} takes a whole number, not "${text}"`, SEE_HELP);
};

const valuesOf = (pairs: readonly string[]): Readonly<Record<string, string>> | undefined => {
  if (pairs.length === 0) return undefined;
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new UsageError(`--value takes NAME=TEXT, not "${pair}"`, SEE_HELP);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
};
