/** `npm run simulator`: the simulator as a program, until Ctrl-C. */
import { readFlags } from './flags.ts';
import { HELP } from './help.ts';
import { createSimulator } from './simulator.ts';

const flags = readFlags(process.argv.slice(2));

switch (flags.ask) {
  case 'help':
    process.stdout.write(HELP);
    break;
  case 'wrong':
    process.stderr.write(`${flags.reason}\nRun with --help for the options.\n`);
    process.exitCode = 2;
    break;
  case 'run': {
    const simulator = createSimulator(flags.options);
    try {
      const { baseUrl } = await simulator.listen(flags.port, flags.host);
      process.stdout.write(`Model Studio simulator at ${baseUrl}\n`);
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      const advice = taken
        ? 'another program uses this port; choose another with --port, or --port 0 for a free one'
        : String(error);
      process.stderr.write(`The simulator cannot listen on ${flags.host}:${flags.port}: ${advice}.\n`);
      process.exit(1);
    }
    const stop = (): void => {
      simulator.close().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
          process.exit(1);
        },
      );
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  }
}
