/** `show`: everything about one edit. */
import type { EditView } from '#client/types.ts';
import { ONE_EDIT } from '../args/edit-names.ts';
import { findEditId } from '../args/find-edit.ts';
import { awsFlag, jsonFlag } from '../args/flags.ts';
import { EXIT } from '../command.ts';
import { type Connection, connected } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { storedImages } from '../output/edit-report.ts';
import { printResult } from '../output/print.ts';
import { dollars } from '../output/tables.ts';

/** The command. */
export const showCommand = defineCommand({
  name: 'show',
  summary: 'show everything about one edit',
  about: 'Show everything about one edit.',
  examples: ['show 3f2a91c0d4', 'show last', 'show last --json | jq .actualPrompt'],
  names: ONE_EDIT,
  flags: { ...awsFlag(), ...jsonFlag('the edit as the API answers it') },
  run: async ({ options, names: [name = ''] }, io) =>
    connected(io, options.aws, async (connection) => {
      const { client } = connection;
      const edit = await client.edits.get(await findEditId(client, name, io.signal), { signal: io.signal });
      printResult(io, options.json, edit, editText(edit, connection));
      return EXIT.done;
    }),
});

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
