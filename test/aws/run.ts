/**
 * `npm run test:aws`: deploys the real stack with the real command line, to MiniStack or (with `--real`) to the account that the caller
 * is signed in to, and sends real edits through it. Further arguments name the suites to run; none runs all. Closes with `N passed, N failed`; exits 2 where the stand-in cannot be had.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSimulator } from '#simulator/simulator.ts';
import { createCdk, type Outputs } from './cdk.ts';
import { emptyBucket } from './empty-bucket.ts';
import { installMinistack, Missing, startMinistack } from './ministack.ts';
import { runSuites } from './suites.ts';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const home = join(project, '.test-aws');

/** Things to be undone, last first, whatever happens. */
const undo: (() => Promise<unknown>)[] = [];

const began = Date.now();
const say = (what: string): void => console.log(`[${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s] ${what}`);

/** The stand-in and the simulator. */
const onMinistack = async (): Promise<Readonly<Record<string, string>>> => {
  say('installing MiniStack');
  const program = installMinistack(project);
  const ministack = await startMinistack(program, home);
  undo.push(ministack.stop);
  const simulator = createSimulator({ speed: 60 });
  undo.push(async () => await simulator.close());
  const { baseUrl } = await simulator.listen(0, '127.0.0.1');
  say(`MiniStack at ${ministack.url}, simulator at ${baseUrl}`);
  return {
    AWS_ENDPOINT_URL: ministack.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    DASHSCOPE_HTTP_BASE_URL: baseUrl,
    DASHSCOPE_API_KEY: 'sk-simulator-of-the-tests',
  };
};

/** The caller's account and the real service: the edits of this suite are paid. @throws Missing */
const onRealAccount = (): Readonly<Record<string, string>> => {
  const { DASHSCOPE_API_KEY, AWS_REGION = process.env.AWS_DEFAULT_REGION, AWS_ENDPOINT_URL } = process.env;
  if (AWS_ENDPOINT_URL !== undefined) throw new Missing('AWS_ENDPOINT_URL is set: unset it to reach a real account');
  if (!AWS_REGION) throw new Missing('AWS_REGION is not set: name the region to deploy to');
  if (!DASHSCOPE_API_KEY)
    throw new Missing('DASHSCOPE_API_KEY is not set: AWS cannot reach a simulator, so the real service edits');
  say(`real account, region ${AWS_REGION}; the suite makes about ten pictures at list price, 0.30 US dollars`);
  return { DASHSCOPE_API_KEY, AWS_REGION, AWS_DEFAULT_REGION: AWS_REGION };
};

const deploy = async (environment: Readonly<Record<string, string>>, real: boolean): Promise<Outputs> => {
  const stack = `Darkroom-test-${randomBytes(4).toString('hex')}`;
  const cdk = createCdk({ project, home, stack, environment: { ...environment, DARKROOM_KEEP: 'false' } });
  say('synthesizing');
  await cdk.synth();
  if (real) undo.push(cdk.destroy);
  else {
    say('bootstrapping');
    await cdk.bootstrap('000000000000', 'us-east-1');
  }
  say(`deploying ${stack}`);
  const outputs = await cdk.deploy();
  undo.push(async () => {
    for (const bucket of [outputs.UploadsBucket, outputs.ResultsBucket])
      say(`emptied ${bucket}: ${await emptyBucket(bucket)} versions`);
  });
  const secrets = new SecretsManagerClient({});
  const SecretString = environment.DASHSCOPE_API_KEY;
  await secrets.send(new PutSecretValueCommand({ SecretId: outputs.ApiKeySecretArn, SecretString }));
  return outputs;
};

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({ options: { real: { type: 'boolean', default: false } }, allowPositionals: true });
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const environment = values.real ? onRealAccount() : await onMinistack();
  Object.assign(process.env, environment);
  const outputs = await deploy(environment, values.real);
  say('running the suites');
  const { passed, failed, skipped } = await runSuites({ project, home, outputs, only: positionals });
  say(`done, wall time ${Math.round((Date.now() - began) / 1000)} s`);
  console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
  return failed === 0 && passed > 0 ? 0 : 1;
};

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Missing ? `test:aws cannot run here: ${error.message}` : error);
  if (!(error instanceof Missing)) console.log('0 passed, 1 failed');
  process.exitCode = error instanceof Missing ? 2 : 1;
} finally {
  for (const step of undo.reverse()) await step().catch((error: unknown) => console.error('cleaning up:', error));
}
