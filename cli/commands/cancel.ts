/** `cancel`: stop edits that wait. */

import { findEditId } from '../args/find-edit.ts';
import { readWords } from '../args/parse-args.ts';
import { type Command, EXIT } from '../command.ts';
import { connected } from '../connect.ts';

const HELP = `Cancel edits. One that waits ends at once and costs nothing; what the service has begun is paid, so its result is kept.

  darkroom cancel 3f2a91c0d4
  darkroom cancel last
  darkroom list --state QUEUED --json | jq -r '.edits[].id' | xargs darkroom cancel

  ID...                 ids, their first characters, or last
  --aws STACK_OR_URL    a deployed Darkroom
  --json                one edit a line, as the API answers it
`;

/** The command. */
export const cancelCommand: Command = {
  name: 'cancel',
  summary: 'cancel edits',
  help: HELP,
  run: async (args, io) => {
    const { said, names } = readWords(args, {
      command: 'darkroom cancel',
      flags: {},
      names: { min: 1, max: 100, what: 'the ids of edits, or last' },
    });
    return connected(io, said.aws, async ({ client }) => {
      for (const name of names) {
        const edit = await client.edits.cancel(await findEditId(client, name, io.signal), { signal: io.signal });
        const noted = edit.status === 'CANCELED' ? 'canceled' : 'noted; the service has it, and what it makes is kept';
        io.out(said.json === true ? `${JSON.stringify(edit)}\n` : `${edit.id} ${noted}\n`);
      }
      return EXIT.done;
    });
  },
};
