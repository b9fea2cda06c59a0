/** `show`: everything about one edit. */
import type { EditView } from '#client/types.ts';
import { findEditId } from '../args/find-edit.ts';
import { readWords } from '../args/parse-args.ts';
import { type Command, EXIT } from '../command.ts';
import { type Connection, connected } from '../connect.ts';
import { storedImages } from '../output/edit-report.ts';
import { dollars } from '../output/tables.ts';

const HELP = `Show everything about one edit.

  darkroom show 3f2a91c0d4
  darkroom show last
  darkroom show last --json | jq .actualPrompt

  ID                    the id, its first characters, or last
  --aws STACK_OR_URL    a deployed Darkroom
  --json                the edit as the API answers it
`;

/** The command. */
export const showCommand: Command = {
  name: 'show',
  summary: 'show everything about one edit',
  help: HELP,
  run: async (args, io) => {
    const { said, names } = readWords(args, {
      command: 'darkroom show',
      flags: {},
      names: { min: 1, max: 1, what: 'the id of one edit, or last' },
    });
    return connected(io, said.aws, async (connection) => {
      const { client } = connection;
      const edit = await client.edits.get(await findEditId(client, names[0] ?? '', io.signal), { signal: io.signal });
      io.out(said.json === true ? `${JSON.stringify(edit)}\n` : editText(edit, connection));
      return EXIT.done;
    });
  },
};

/** One edit for a person. */
export const editText = (edit: EditView, connection: Pick<Connection, 'place' | 'url'>): string =>
  factsOf(edit, connection)
    .flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${name.padEnd(14)}${value}\n`]))
    .join('');

const factsOf = (
  edit: EditView,
  connection: Pick<Connection, 'place' | 'url'>,
): readonly (readonly [string, string | undefined])[] => [
  ['edit', edit.id],
  ['status', `${edit.status}: ${edit.statusText}`],
  ['queue', edit.queuePosition === undefined ? undefined : `number ${edit.queuePosition}`],
  ['from', edit.source.key ?? 'a call to the API'],
  ['retry of', edit.retryOf],
  ['preset', edit.preset],
  ['prompt', edit.prompt],
  ['really asked', edit.actualPrompt === edit.prompt ? undefined : edit.actualPrompt],
  ['parameters', parametersText(edit)],
  ...edit.images.map(
    (image, index) => [`image ${index + 1}`, `${image.key ?? image.url ?? ''}${sizeOf(image.width, image.height)}`] as const,
  ),
  ...storedImages(edit, connection).map(
    (image, index) => [`result ${index + 1}`, `${image.path ?? image.key}${sizeOf(image.width, image.height)}`] as const,
  ),
  ...edit.results.flatMap((result) =>
    'problem' in result ? [[`withheld ${result.index}`, `${result.problem.message} (${result.problem.code})`] as const] : [],
  ),
  ['created', edit.times.createdAt],
  ['took', tookText(edit)],
  ['task', edit.taskId],
  ['cost', edit.costUsd === undefined ? undefined : `${dollars(edit.costUsd)} for ${edit.usage?.imageCount ?? 0}`],
  ['problem', edit.problem === undefined ? undefined : `${edit.problem.message} (${edit.problem.code})`],
  ['what to do', edit.problem?.hint],
];

const sizeOf = (width: number | undefined, height: number | undefined): string =>
  width === undefined || height === undefined ? '' : `  ${width}*${height}`;

const parametersText = ({ parameters: { n, size, seed, negativePrompt, promptExtend, watermark } }: EditView): string =>
  [
    `n ${n}`,
    size === undefined ? undefined : `size ${size}`,
    seed === undefined ? undefined : `seed ${seed}`,
    negativePrompt === undefined ? undefined : `without "${negativePrompt}"`,
    promptExtend ? undefined : 'prompt sent as it is',
    watermark ? 'watermark' : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(', ');

const tookText = ({ seconds: { total, waiting, model } }: EditView): string | undefined => {
  if (total === undefined) return undefined;
  const parts = [waiting === undefined ? '' : `${waiting} s waiting`, model === undefined ? '' : `${model} s at the service`];
  const within = parts.filter((part) => part !== '').join(', ');
  return `${total} s${within === '' ? '' : ` (${within})`}`;
};
