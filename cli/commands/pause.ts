/** `pause` and `resume`: the kill switch. */
import { awsFlag, jsonFlag } from '../args/flags.ts';
import { EXIT } from '../command.ts';
import { connected } from '../connect.ts';
import { type CommandDescription, defineCommand } from '../define-command.ts';
import { printResult } from '../output/print.ts';

const FLAGS = { ...awsFlag(), ...jsonFlag('the controls as the API answers them') };

const switchCommand = (paused: boolean, texts: Pick<CommandDescription<typeof FLAGS>, 'name' | 'summary' | 'about'>) =>
  defineCommand({
    ...texts,
    examples: [texts.name, `${texts.name} --aws Darkroom`],
    flags: FLAGS,
    run: async ({ options }, io) =>
      connected(io, options.aws, async ({ client, url }) => {
        const before = await client.controls.get({ signal: io.signal });
        const controls = await client.controls.set({ ...before, paused }, { signal: io.signal });
        const already = before.paused === paused ? ' already' : '';
        const text = paused
          ? `Darkroom at ${url} is${already} paused: edits wait, nothing new is submitted or paid; those at the service finish.\n`
          : `Darkroom at ${url} is${already} running; waiting edits go on.\n`;
        printResult(io, options.json, controls, text);
        return EXIT.done;
      }),
  });

/** Stops spending. */
export const pauseCommand = switchCommand(true, {
  name: 'pause',
  summary: 'submit nothing more until resume',
  about: 'Submit nothing more: new edits are taken and wait. Those at the service finish, for they are paid.',
});

/** Goes on. */
export const resumeCommand = switchCommand(false, {
  name: 'resume',
  summary: 'go on after pause',
  about: 'Go on after a pause: waiting edits are submitted, oldest first.',
});
