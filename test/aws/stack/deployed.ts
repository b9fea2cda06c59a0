/** The deployed stack as its users meet it: buckets, ledger, model, events. */
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { regionBaseUrl } from '#adapters/dashscope/base-url.ts';
import { createModelStudio, parseBaseUrl } from '#adapters/dashscope/index.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import type { Edit } from '#core/edit/edit.ts';
import { isTerminal } from '#core/edit/state.ts';
import { DEFAULT_PROFILE, profileName } from '#core/polling/duration-profile.ts';
import { MODEL } from '#core/service/limits.ts';
import type { Outputs } from '../cdk.ts';

const stackFile = process.env.DARKROOM_TEST_STACK;
if (stackFile === undefined) throw new Error('DARKROOM_TEST_STACK is not set: start this suite with npm run test:aws');

/** Outputs of the stack. */
export const outputs = JSON.parse(readFileSync(stackFile, 'utf8')) as Outputs;

/** Whether an emulator stands in for AWS. */
export const emulated = process.env.AWS_ENDPOINT_URL !== undefined;

/** Long enough for the slowest thing that is waited for, in seconds: the real service takes one to two minutes. */
export const PATIENCE_SECONDS = emulated ? 60 : 400;

const s3 = new S3Client({});
const clock = createSystemClock();

/** The deployed ledger. */
export const ledger = createDynamoLedger({ tableName: outputs.LedgerTable, clock: createSystemClock(), random: Math.random });

/** The deployed buckets. */
export const store = createS3Store({ uploadsBucket: outputs.UploadsBucket, resultsBucket: outputs.ResultsBucket });

/** The model behind the stack, to see what reached it. */
export const model = createModelStudio({
  baseUrl: process.env.DASHSCOPE_HTTP_BASE_URL ? parseBaseUrl(process.env.DASHSCOPE_HTTP_BASE_URL) : regionBaseUrl('singapore'),
  secrets: { apiKey: async () => process.env.DASHSCOPE_API_KEY ?? '' },
  clock,
  telemetry: { log: () => undefined, measure: () => undefined },
});

/** Bytes of one of the project's own pictures. */
export const sample = (name: 'clock.png' | 'vase-on-a-table.jpg'): Buffer => readFileSync(join('samples', name));

/**
 * Drops a file into the uploads bucket, as any S3 client would. Clients tell the media type; here it also stands in for
 * `response-content-type` of signed links, which the emulator ignores.
 */
export const drop = async (
  Key: string,
  Body: Buffer | string,
  Metadata: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const ContentType = MEDIA_TYPES[extname(Key)] ?? 'application/octet-stream';
  await s3.send(new PutObjectCommand({ Bucket: outputs.UploadsBucket, Key, Body, ContentType, Metadata: { ...Metadata } }));
};

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
};

/** Asks again until there is an answer. @throws Error when patience ends */
export const until = async <T>(what: string, ask: () => Promise<T | undefined>, seconds = PATIENCE_SECONDS): Promise<T> => {
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await pause(300)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
  }
  throw new Error(`no ${what} within ${seconds} seconds`);
};

/** All edits of one source key, newest first. */
export const editsOf = async (key: string): Promise<readonly Edit[]> =>
  (await ledger.list({ limit: 50, search: key })).edits.filter((edit) => edit.source.kind !== 'api' && edit.source.key === key);

/** The edit of a source key once it is in one of these states. @throws Error as soon as it ended otherwise */
export const editIn = async (key: string, ...states: readonly Edit['state'][]): Promise<Edit> =>
  await until(`edit of ${key} in ${states.join(' or ')}`, async () => {
    const edits = await editsOf(key);
    const [newest] = edits;
    const wanted = edits.find((edit) => states.includes(edit.state));
    if (wanted !== undefined || newest === undefined || !isTerminal(newest.state)) return wanted;
    throw new Error(`the edit of ${key} ended as ${newest.state}: ${JSON.stringify(newest.problem)}`);
  });

/** Tells the ledger what it would updateProfile soon anyway: the simulator at 60 times the speed takes about a second. */
export const learnSpeed = async (): Promise<void> => {
  if (!emulated) return;
  for (const n of [1, 2]) {
    const name = profileName(MODEL, n);
    const { revision } = (await ledger.profile(name)) ?? DEFAULT_PROFILE;
    await ledger.commitProfile(name, { revision: revision + 1, count: 500, meanLog: Math.log(1.2), varianceLog: 0.1 });
  }
};
