/** The CDK's own command line: the way the stack really gets deployed. */
import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the commands run and what they leave behind. */
export interface CdkOptions {
  readonly project: string;
  /** For the cloud assembly, the outputs and the log. */
  readonly home: string;
  readonly stack: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The name of the stack, and its outputs (lib/darkroom-stack.ts). */
export interface Outputs {
  readonly StackName: string;
  readonly UploadsBucket: string;
  readonly ResultsBucket: string;
  readonly LedgerTable: string;
  readonly StateMachineArn: string;
  readonly BatchStateMachineArn: string;
  readonly EventBusName: string;
  readonly UploadQueueUrl: string;
  readonly ApiUrl: string;
  readonly ApiKeySecretArn: string;
}

/** Commands on one stack. The app is synthesized once and deployed from the assembly. */
export const createCdk = ({ project, home, stack, environment }: CdkOptions) => {
  const assembly = join(home, 'cdk.out');
  const outputs = join(home, 'outputs.json');
  const log = join(home, 'cdk.log');
  const cdk = async (...args: readonly string[]): Promise<void> =>
    await new Promise((resolve, reject) => {
      const program = join(project, 'node_modules', 'aws-cdk', 'bin', 'cdk');
      const child = spawn(process.execPath, [program, '--no-notices', ...args], {
        cwd: project,
        env: { ...process.env, ...environment, DARKROOM_STACK: stack, CI: 'true' },
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          appendFileSync(log, chunk);
        });
      }
      child.once('error', reject);
      child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`cdk ${args[0]} failed:\n${said.slice(-3000)}`))));
    });
  return {
    synth: async () => await cdk('synth', '--quiet', '--output', assembly),
    bootstrap: async (account: string, region: string) => await cdk('bootstrap', `aws://${account}/${region}`, '--app', assembly),
    deploy: async (): Promise<Outputs> => {
      await cdk('deploy', stack, '--app', assembly, '--require-approval', 'never', '--outputs-file', outputs);
      const written = JSON.parse(readFileSync(outputs, 'utf8')) as Readonly<Record<string, Omit<Outputs, 'StackName'>>>;
      const found = written[stack];
      if (found === undefined) throw new Error(`stack ${stack} left no outputs`);
      return { ...found, StackName: stack };
    },
    destroy: async () => await cdk('destroy', stack, '--app', assembly, '--force'),
  };
};
