/** `edit`: from images to results, together or each by itself. */
import { randomUUID } from 'node:crypto';
import type { EditView } from '#client/types.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { InstructionFields } from '#core/request/request.ts';
import { IMAGES_PER_EDIT } from '#core/service/limits.ts';
import { EDIT_FLAGS, instructionFields, requireInstruction } from '../args/edit-flags.ts';
import { expandNames } from '../args/expand-names.ts';
import { awsFlag, jsonFlag, type Options, text, toggle, wholeNumber } from '../args/flags.ts';
import { type CommandIo, EXIT, type ExitCode, UsageError, worstExit } from '../command.ts';
import { type Connection, connected } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { mapConcurrent } from '../map-concurrent.ts';
import { knownProblem } from '../output/error-to-problem.ts';
import { jsonLine } from '../output/print.ts';
import { createProgressBoard } from '../output/progress-board.ts';
import type { ProgressLine } from '../output/progress-line.ts';
import { finishEdit } from './finish-edit.ts';
import { type ImageArgument, readImageArgument, uploadImages } from './image-files.ts';

const FLAGS = {
  each: toggle('edit every image by itself, with the same words', { default: false }),
  concurrency: wholeNumber('N', 'with --each, 7 by default: edits under way at once', { min: 1, max: 50 }),
  ...EDIT_FLAGS,
  out: text('DIR', 'copy the results there (with --aws: download them there; default: this folder)'),
  wait: toggle('start it, print its id, and do not wait for the end', { listedAsNo: true, default: true }),
  ...awsFlag('a deployed Darkroom instead of the one on this machine'),
  ...jsonFlag('one JSON object an edit instead of paths'),
};
const DEFAULT_CONCURRENCY = 7;
const IMAGE_COUNT = `${IMAGES_PER_EDIT.min} to ${IMAGES_PER_EDIT.max} images`;

/** The command. */
export const editCommand = defineCommand({
  name: 'edit',
  summary: 'edit one to three images together, or each of many',
  about: 'Edit one to three images together, or each of many by itself, and wait for the results.',
  examples: [
    'edit photo.jpg --prompt "Make it a winter evening"',
    'edit clock.png table.png --prompt "Put the clock from image 1 on the table in image 2"',
    'edit photo.jpg --preset lighting --value light="cold blue dawn"',
    'edit photo.jpg --prompt "Remove the text" --n 2 --size 1280*720 --seed 7 --out edited/',
    "edit --each 'photos/*.jpg' --preset remove-text --out edited/",
    'edit photo.jpg --prompt "Redraw it in ink" --json | jq -r \'.images[].path\'',
  ],
  names: {
    min: 1,
    max: Number.POSITIVE_INFINITY,
    what: IMAGE_COUNT,
    label: 'FILE_OR_URL...',
    help: 'one to three images: image 1, image 2, image 3; patterns in quotes work too',
  },
  flags: FLAGS,
  notes: [
    'Exit status: 0 done, 1 an edit failed, 2 rejected and nothing was spent. UNRESOLVED has a way out: retry ID --adopt TASK.',
    'A wait that lasts is told on standard error; it ends by itself when nothing can come, after a day at the latest.',
    'Uses the Darkroom that runs in DARKROOM_HOME (default .darkroom), or starts one for this edit.',
    'DASHSCOPE_API_KEY selects the real service; without it the simulator edits.',
  ],
  run: async ({ options, names }, io) => {
    if (options.concurrency !== undefined && !options.each) throw new UsageError('--concurrency goes with --each');
    requireInstruction(options);
    const instruction = instructionFields(options);
    const images = await expandNames(names, io.cwd);
    return options.each ? editEach(images, instruction, options, io) : editTogether(images, instruction, options, io);
  },
});

type EditOptions = Options<typeof FLAGS>;

/** Creates one edit. Each run is an edit of its own. */
const createEdit = async (
  { client }: Connection,
  instruction: InstructionFields,
  images: readonly ImageArgument[],
  { signal }: CommandIo,
): Promise<EditView> => {
  const keys = await uploadImages(client, images, signal);
  return client.edits.create({ ...instruction, images: [...keys] }, { idempotencyKey: randomUUID(), signal });
};

const editTogether = async (
  names: readonly string[],
  instruction: InstructionFields,
  { json, wait, out, aws }: EditOptions,
  io: CommandIo,
): Promise<ExitCode> => {
  if (names.length > IMAGES_PER_EDIT.max) {
    const hint = 'To edit every image by itself, add --each.';
    throw new UsageError(`an edit takes ${IMAGE_COUNT}, not ${names.length}`, hint);
  }
  const images = await Promise.all(names.map((name) => readImageArgument(name, io.cwd)));
  return connected(io, aws, async (connection) => {
    const created = await createEdit(connection, instruction, images, io);
    return finishEdit(created, omitUndefined({ json, wait, out, name: names[0] ?? 'edit' }), connection, io);
  });
};

/** Every image is looked at before the first is paid; then a rejected or failed one does not keep the others from being edited. */
const editEach = async (
  names: readonly string[],
  instruction: InstructionFields,
  options: EditOptions,
  io: CommandIo,
): Promise<ExitCode> => {
  const images = await Promise.all(names.map(async (name) => ({ name, image: await readImageArgument(name, io.cwd) })));
  return connected(io, options.aws, async (connection) => {
    const board = createProgressBoard(io, names.length);
    try {
      const codes = await mapConcurrent(images, options.concurrency ?? DEFAULT_CONCURRENCY, async ({ name, image }) => {
        const messages: string[] = [];
        const quiet: CommandIo = { ...io, out: board.print, err: (message) => void messages.push(message) };
        const line: ProgressLine = {
          show: (edit) => board.show(name, edit),
          say: (text) => board.say(options.json ? text : `${name}: ${text}`),
          end: () => undefined,
        };
        const code = await editOne({ name, image }, instruction, options, connection, { io: quiet, line });
        board.end(name, code === EXIT.done ? 'done' : 'failed');
        if (messages.join('') !== '') board.say(`${name}: ${messages.join('')}`);
        return code;
      });
      return worstExit(codes);
    } finally {
      board.close();
    }
  });
};

const editOne = async (
  { name, image }: { readonly name: string; readonly image: ImageArgument },
  instruction: InstructionFields,
  { json, wait, out }: EditOptions,
  connection: Connection,
  { io, line }: { readonly io: CommandIo; readonly line: ProgressLine },
): Promise<ExitCode> => {
  try {
    const created = await createEdit(connection, instruction, [image], io);
    return await finishEdit(created, omitUndefined({ json, wait, out, name }), connection, io, line);
  } catch (error) {
    const known = io.signal.aborted ? undefined : knownProblem(error);
    if (known === undefined) throw error;
    const { problem, rejected } = known;
    io.err(`${problem.message}\n${problem.hint}\n`);
    if (json) io.out(jsonLine({ image: name, picture: name, error: problem }));
    return rejected ? EXIT.rejected : EXIT.failed;
  }
};
