/** `start`: Darkroom on this machine, until Ctrl-C. */
import { once } from 'node:events';
import { createRuntime, type Runtime } from '#local/runtime.ts';
import { readPort } from '#local/settings.ts';
import { readWords } from '../args/parse-args.ts';
import { type Command, EXIT } from '../command.ts';
import { homeOf } from '../connect.ts';

const HELP = `Start Darkroom on this machine, until Ctrl-C: the page, the API, and the folder that is watched.

  darkroom start
  darkroom start --port 4401 --verbose
  DARKROOM_HOME=~/edits darkroom start --no-samples
  DASHSCOPE_API_KEY=sk-... darkroom start        edit with the real service instead of the simulator

  --port N              where to listen (default PORT, else 4400; 0: any free port)
  --no-samples          do not edit the two sample pictures on the first start
  --no-watch            do not watch uploads/ and requests/
  --verbose             show the log
  --json                the address and the folders as one JSON object
`;

/** The command. */
export const startCommand: Command = {
  name: 'start',
  summary: 'start Darkroom on this machine',
  help: HELP,
  run: async (args, io) => {
    const { said } = readWords(args, {
      command: 'darkroom start',
      flags: { port: 'number', samples: 'switch', watch: 'switch', verbose: 'switch' },
      names: { min: 0, max: 0, what: 'no names' },
    });
    const runtime = await createRuntime({
      home: homeOf(io),
      env: io.env,
      port: said.port ?? readPort(io.env),
      samples: said.samples ?? true,
      watch: said.watch ?? true,
      ...(said.verbose === true ? { onLine: io.err } : {}),
    });
    try {
      io.out(said.json === true ? `${JSON.stringify(viewOf(runtime))}\n` : welcome(runtime));
      if (!io.signal.aborted) await once(io.signal, 'abort');
      io.err('\nStopping; edits under way go on at the next start.\n');
      return EXIT.done;
    } finally {
      await runtime.stop();
    }
  },
};

const viewOf = ({ url, home, service }: Runtime) => ({ url, home: home.path, model: service.kind });

const welcome = ({ url, home, service }: Runtime): string => `
  pictures in    ${home.path}/uploads/<preset>/      presets: ${home.path}/presets/
  results        ${home.path}/results/
  edited by      ${service.kind === 'real' ? `Model Studio at ${service.baseUrl}` : 'the simulator (set DASHSCOPE_API_KEY for the real service)'}

Darkroom is ready at ${url}
`;
