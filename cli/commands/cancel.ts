/** `cancel`: stop edits that wait. */
import { severalEdits } from '../args/edit-names.ts';
import { findEditId } from '../args/find-edit.ts';
import { awsFlag, jsonFlag } from '../args/flags.ts';
import { EXIT } from '../command.ts';
import { commandLine } from '../command-line.ts';
import { connected } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { printResult } from '../output/print.ts';

/** The command. */
export const cancelCommand = defineCommand({
  name: 'cancel',
  summary: 'cancel edits',
  about:
    'Cancel edits. One that waits ends at once and costs nothing; what the service has begun is paid, so its result is kept.',
  examples: [
    'cancel 3f2a91c0d4',
    'cancel last',
    `list --state QUEUED --json | jq -r '.edits[].id' | xargs ${commandLine('cancel')}`,
  ],
  names: severalEdits(1),
  flags: { ...awsFlag(), ...jsonFlag('one edit a line, as the API answers it') },
  run: async ({ options, names }, io) =>
    connected(io, options.aws, async ({ client }) => {
      for (const name of names) {
        const edit = await client.edits.cancel(await findEditId(client, name, io.signal), { signal: io.signal });
        const outcome = edit.status === 'CANCELED' ? 'canceled' : 'noted; the service has it, and what it makes is kept';
        printResult(io, options.json, edit, `${edit.id} ${outcome}\n`);
      }
      return EXIT.done;
    }),
});
