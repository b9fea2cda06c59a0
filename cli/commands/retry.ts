/** `retry`: an ended edit again, as a new one. */

import { randomUUID } from 'node:crypto';
import type { EditView } from '#client/types.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { askedOf, EDIT_FLAGS } from '../args/edit-flags.ts';
import { findEditId } from '../args/find-edit.ts';
import { given } from '../args/flag-names.ts';
import { readWords } from '../args/parse-args.ts';
import { type Command, type CommandIo, UsageError } from '../command.ts';
import { type Connection, connected } from '../connect.ts';
import { createProgressLine } from '../output/progress-line.ts';
import { reportEdit, reportOrdered } from './finish-edit.ts';

const HELP = `Do an ended edit again as a new, paid edit: the same pictures in the same versions, and everything else as it was unless said.

  darkroom retry 3f2a91c0d4
  darkroom retry last --prompt "The same, but in winter" --seed 7
  darkroom retry last --n 4 --out edited/

  ID                        the id, its first characters, or last
  --prompt TEXT, --n N, --size W*H, --seed N, --negative-prompt TEXT, --watermark, --no-prompt-extend
                            what changes; darkroom edit --help explains them
  --out DIR                 copy the results there
  --no-wait                 order, print the id, and do not wait
  --aws STACK_OR_URL        a deployed Darkroom
  --json                    one JSON object instead of paths

An UNRESOLVED edit may have been charged already. Look for its task in the Model Studio console, then either
  --adopt TASK              that task is the edit's: fetch its result, pay nothing new
  --accept-double-payment   there is none, or it does not matter: make it again
`;

const HINT = 'Help: darkroom retry --help';
const { preset: _preset, value: _value, ...CHANGES } = EDIT_FLAGS;

/** The command. */
export const retryCommand: Command = {
  name: 'retry',
  summary: 'do an ended edit again, with changes if you like',
  help: HELP,
  run: async (args, io) => {
    const { said, names } = readWords(args, {
      command: 'darkroom retry',
      flags: { ...CHANGES, adopt: 'text', 'accept-double-payment': 'switch', out: 'text', wait: 'switch' },
      names: { min: 1, max: 1, what: 'the id of one edit, or last' },
    });
    const { adopt, 'accept-double-payment': acceptDoublePayment, json = false, wait = true, out } = said;
    const changes = { ...askedOf(said, HINT), ...given({ adopt, acceptDoublePayment }) };
    if (adopt !== undefined && Object.keys(changes).length > 1) {
      throw new UsageError('--adopt fetches what the task has made: nothing about it can be changed', HINT);
    }
    return connected(io, said.aws, async (connection) => {
      const { client } = connection;
      const id = await findEditId(client, names[0] ?? '', io.signal);
      const ordered = await client.edits.retry(id, changes, { idempotencyKey: randomUUID(), signal: io.signal });
      if (!wait) return reportOrdered(ordered, json, connection, io);
      const ended = await follow(connection, ordered, io);
      return reportEdit(ended, { json, name: nameOf(ended), ...omitUndefined({ out }) }, connection, io);
    });
  },
};

const follow = async ({ client }: Connection, ordered: EditView, io: CommandIo): Promise<EditView> => {
  const line = createProgressLine(io);
  try {
    line.show(ordered);
    return await client.edits.wait(ordered.id, { signal: io.signal, onView: line.show });
  } finally {
    line.end();
  }
};

const nameOf = ({ images }: EditView): string => images[0]?.key ?? images[0]?.url ?? 'edit';
