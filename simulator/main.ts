/** `npm run simulator`: the simulator as a program, until Ctrl-C, or for as long as a client runs that is audited. */
import { createAudit } from './audit/audit.ts';
import { auditExitCode, auditReport } from './audit/report.ts';
import { clientEnvironment, runCommand } from './audit/run-command.ts';
import { type Flags, readFlags } from './flags.ts';
import { HELP } from './help.ts';
import { createSimulator, type Simulator } from './simulator.ts';

type Listening = Extract<Flags, { readonly port: number }>;

/** Listens, or says why not and ends. */
const listen = async (simulator: Simulator, { port, host }: Listening): Promise<string> => {
  try {
    return (await simulator.listen(port, host)).baseUrl;
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const advice = taken
      ? 'another program uses this port; choose another with --port, or --port 0 for a free one'
      : String(error);
    process.stderr.write(`The simulator cannot listen on ${host}:${port}: ${advice}.\n`);
    return process.exit(1);
  }
};

const serve = async (flags: Listening): Promise<void> => {
  const simulator = createSimulator(flags.options);
  process.stdout.write(`Model Studio simulator at ${await listen(simulator, flags)}\n`);
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
};

const audit = async (flags: Extract<Flags, { readonly ask: 'audit' }>): Promise<void> => {
  const simulator = createSimulator({ ...flags.options, audit: createAudit() });
  const baseUrl = await listen(simulator, flags);
  // The terminal sends Ctrl-C to the client too; its end is the end of the audit.
  process.on('SIGINT', () => undefined);
  const { apiKeys } = flags.options;
  const code = await runCommand(
    flags.command,
    clientEnvironment(process.env, baseUrl, Array.isArray(apiKeys) ? apiKeys[0] : undefined),
  );
  const rows = await simulator.audited();
  process.stdout.write(`\n${auditReport(rows)}`);
  await simulator.close();
  process.exitCode = auditExitCode(rows, code);
};

const flags = readFlags(process.argv.slice(2));

switch (flags.ask) {
  case 'help':
    process.stdout.write(HELP);
    break;
  case 'wrong':
    process.stderr.write(`${flags.reason}\nRun with --help for the options.\n`);
    process.exitCode = 2;
    break;
  case 'run':
    await serve(flags);
    break;
  case 'audit':
    await audit(flags);
}
