/** `pause` and `resume`: the kill switch. */

import { readWords } from '../args/parse-args.ts';
import { type Command, EXIT } from '../command.ts';
import { connected } from '../connect.ts';

const switchCommand = (paused: boolean, name: string, summary: string, help: string): Command => ({
  name,
  summary,
  help,
  run: async (args, io) => {
    const { said } = readWords(args, { command: `darkroom ${name}`, flags: {}, names: { min: 0, max: 0, what: 'no names' } });
    return connected(io, said.aws, async ({ client, url }) => {
      const before = await client.controls.get({ signal: io.signal });
      const controls = await client.controls.set({ ...before, paused }, { signal: io.signal });
      const already = before.paused === paused ? ' already' : '';
      const text = paused
        ? `Darkroom at ${url} is${already} paused: edits wait, nothing new is submitted or paid; those at the service finish.\n`
        : `Darkroom at ${url} is${already} running; waiting edits go on.\n`;
      io.out(said.json === true ? `${JSON.stringify(controls)}\n` : text);
      return EXIT.done;
    });
  },
});

const OPTIONS = `
  --aws STACK_OR_URL    a deployed Darkroom
  --json                the controls as the API answers them
`;

/** Stops spending. */
export const pauseCommand = switchCommand(
  true,
  'pause',
  'submit nothing more until resume',
  `Submit nothing more: new edits are taken and wait. Those at the service finish, for they are paid.

  darkroom pause
  darkroom pause --aws Darkroom
${OPTIONS}`,
);

/** Goes on. */
export const resumeCommand = switchCommand(
  false,
  'resume',
  'go on after pause',
  `Go on after darkroom pause: waiting edits are submitted, oldest first.

  darkroom resume
  darkroom resume --aws Darkroom
${OPTIONS}`,
);
