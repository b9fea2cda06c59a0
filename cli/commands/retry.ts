/** `retry`: an ended edit again, as a new one. */
import { randomUUID } from 'node:crypto';
import type { EditView } from '#client/types.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { instructionFields, PARAMETER_FLAGS } from '../args/edit-flags.ts';
import { ONE_EDIT } from '../args/edit-names.ts';
import { findEditId } from '../args/find-edit.ts';
import { awsFlag, jsonFlag, text, toggle } from '../args/flags.ts';
import { UsageError } from '../command.ts';
import { connected } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { finishEdit } from './finish-edit.ts';

/** The command. */
export const retryCommand = defineCommand({
  name: 'retry',
  summary: 'do an ended edit again, with changes if you like',
  about:
    'Do an ended edit again as a new, paid edit: the same images in the same versions, and everything else as it was unless said.',
  examples: [
    'retry 3f2a91c0d4',
    'retry last --prompt "The same, but in winter" --seed 7',
    'retry last --n 4 --out edited/',
    ['retry 3f2a91c0d4 --adopt 0385dc79-5ff8-4d82-bcb6-xxxxxx', 'an UNRESOLVED edit whose task is found'],
  ],
  names: ONE_EDIT,
  flags: {
    ...PARAMETER_FLAGS,
    out: text('DIR', 'copy the results there'),
    wait: toggle('start it, print its id, and do not wait', { listedAsNo: true, default: true }),
    adopt: text('TASK', 'fetch the result of this task of the service, pay nothing new'),
    'accept-double-payment': toggle('make it again although it may have been paid already'),
    ...awsFlag(),
    ...jsonFlag('one JSON object instead of paths'),
  },
  notes: [
    'An UNRESOLVED edit may have been charged already. Look for its task in the Model Studio console: if it is there, --adopt it;',
    'if there is none, or it does not matter, --accept-double-payment.',
  ],
  run: async ({ options, names: [name = ''] }, io) => {
    const { adopt, 'accept-double-payment': acceptDoublePayment, json, wait, out } = options;
    const changes = { ...instructionFields(options), ...omitUndefined({ adopt, acceptDoublePayment }) };
    if (adopt !== undefined && Object.keys(changes).length > 1) {
      throw new UsageError('--adopt fetches what the task has made: nothing about it can be changed');
    }
    return connected(io, options.aws, async (connection) => {
      const { client } = connection;
      const id = await findEditId(client, name, io.signal);
      const created = await client.edits.retry(id, changes, { idempotencyKey: randomUUID(), signal: io.signal });
      return finishEdit(created, omitUndefined({ json, wait, out, name: nameOf(created) }), connection, io);
    });
  },
});

const nameOf = ({ images }: EditView): string => images[0]?.key ?? images[0]?.url ?? 'edit';
