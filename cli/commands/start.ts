/** `start`: Darkroom on this machine, until Ctrl-C. */
import { once } from 'node:events';
import { createRuntime, type Runtime } from '#local/runtime.ts';
import { readPort } from '#local/settings.ts';
import { STOPPING, welcomeText } from '#local/welcome-text.ts';
import { jsonFlag, toggle, wholeNumber } from '../args/flags.ts';
import { EXIT } from '../command.ts';
import { homeOf } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { printResult } from '../output/print.ts';

/** The command. */
export const startCommand = defineCommand({
  name: 'start',
  summary: 'start Darkroom on this machine',
  about: 'Start Darkroom on this machine, until Ctrl-C: the page, the API, and the folder that is watched.',
  examples: [
    'start',
    'start --port 4401 --verbose',
    'DARKROOM_HOME=~/edits start --no-samples',
    ['DASHSCOPE_API_KEY=sk-... start', 'edit with the real service instead of the simulator'],
  ],
  flags: {
    port: wholeNumber('N', 'where to listen (default PORT, else 4400; 0: any free port)'),
    samples: toggle('do not edit the two sample images on the first start', { listedAsNo: true, default: true }),
    watch: toggle('do not watch uploads/ and requests/', { listedAsNo: true, default: true }),
    verbose: toggle('show the log', { default: false }),
    ...jsonFlag('the address and the folders as one JSON object'),
  },
  run: async ({ options: { port, samples, watch, verbose, json } }, io) => {
    const runtime = await createRuntime({
      home: homeOf(io),
      env: io.env,
      port: port ?? readPort(io.env),
      samples,
      watch,
      ...(verbose ? { onLine: io.err } : {}),
    });
    try {
      for (const notice of runtime.home.notices) io.err(`${notice}\n`);
      printResult(io, json, viewOf(runtime), welcomeText(runtime));
      if (!io.signal.aborted) await once(io.signal, 'abort');
      io.err(STOPPING);
      return EXIT.done;
    } finally {
      await runtime.stop();
    }
  },
});

const viewOf = ({ url, home, modelStudio }: Runtime) => ({ url, home: home.path, model: modelStudio.kind });
