/** The words after `edit`, read and checked. */

import { omitUndefined } from '#core/omit-undefined.ts';
import type { EditRequest } from '#core/request/request.ts';
import { IMAGES_PER_EDIT } from '#core/service/limits.ts';
import { UsageError } from '../command.ts';
import { askedOf, EDIT_FLAGS, EDIT_FLAGS_HELP } from './edit-flags.ts';
import { readWords } from './parse-args.ts';

/** What the person asked for. */
export interface EditOptions {
  /** Files, patterns or http(s) URLs, in order: one edit of one to three, or with `each` as many edits. */
  readonly pictures: readonly string[];
  readonly each: boolean;
  /** Edits under way at once, with `each`. */
  readonly concurrency: number;
  readonly wait: boolean;
  readonly request: Omit<EditRequest, 'images'>;
  /** Where results are copied to. */
  readonly out?: string;
  readonly aws?: string;
  readonly json: boolean;
}

/** The help of the command. */
export const EDIT_HELP = `Edit one to three pictures together, or each of many by itself, and wait for the results.

  npm run edit -- photo.jpg --prompt "Make it a winter evening"
  npm run edit -- clock.png table.png --prompt "Put the clock from image 1 on the table in image 2"
  npm run edit -- photo.jpg --preset lighting --value light="cold blue dawn"
  npm run edit -- photo.jpg --prompt "Remove the text" --n 2 --size 1280*720 --seed 7 --out edited/
  npm run edit -- --each 'photos/*.jpg' --preset remove-text --out edited/
  npm run --silent edit -- photo.jpg --prompt "Redraw it in ink" --json | jq -r '.images[].path'

  FILE_OR_URL...            one to three pictures: image 1, image 2, image 3; patterns in quotes work too
  --each                    edit every picture by itself, with the same words
  --concurrency N           with --each: edits under way at once (default 7)
${EDIT_FLAGS_HELP}
  --out DIR                 copy the results there (with --aws: download them there; default: this folder)
  --no-wait                 order, print the id, and do not wait for the end
  --aws STACK_OR_URL        a deployed Darkroom instead of the one on this machine
  --json                    one JSON object an edit instead of paths

Exit status: 0 done, 1 an edit failed, 2 refused and nothing was spent.
Uses the Darkroom that runs in DARKROOM_HOME (default .darkroom), or starts one for this edit.
DASHSCOPE_API_KEY selects the real service; without it the simulator edits.
`;

const SEE_HELP = 'Help: npm run edit -- --help';
const DEFAULT_CONCURRENCY = 7;
const MAX_AT_ONCE = 50;

/** Reads the words. @throws UsageError */
export const readEditOptions = (args: readonly string[]): EditOptions => {
  const { said, names } = readWords(args, {
    command: 'darkroom edit',
    flags: { ...EDIT_FLAGS, each: 'switch', concurrency: 'number', wait: 'switch', out: 'text' },
    names: { min: 0, max: Number.POSITIVE_INFINITY, what: 'pictures' },
  });
  const { each = false, concurrency = DEFAULT_CONCURRENCY, wait = true, out, aws, json = false } = said;
  if (names.length === 0) throw new UsageError(`an edit takes ${pictureCount()} pictures, not 0`, SEE_HELP);
  if (concurrency < 1 || concurrency > MAX_AT_ONCE) {
    throw new UsageError(`--concurrency takes 1 to ${MAX_AT_ONCE}, not ${concurrency}`, SEE_HELP);
  }
  if (said.concurrency !== undefined && !each) throw new UsageError('--concurrency goes with --each', SEE_HELP);
  if (said.prompt === undefined && said.preset === undefined) {
    throw new UsageError('it is not said what to do with the picture', 'Add --prompt "..." or --preset NAME.');
  }
  return {
    pictures: names,
    each,
    concurrency,
    wait,
    request: askedOf(said, SEE_HELP),
    json,
    ...omitUndefined({ out, aws }),
  };
};

/** How many pictures an edit takes, in words. */
export const pictureCount = (): string => `${IMAGES_PER_EDIT.min} to ${IMAGES_PER_EDIT.max}`;

/** The pictures of one edit. @throws UsageError when they are too many */
export const fusedPictures = (pictures: readonly string[]): readonly string[] => {
  if (pictures.length <= IMAGES_PER_EDIT.max) return pictures;
  throw new UsageError(
    `an edit takes ${pictureCount()} pictures, not ${pictures.length}`,
    'To edit every picture by itself, add --each.',
  );
};
