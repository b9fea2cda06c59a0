import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { createEventBridgePublisher } from '#adapters/aws/event-bridge-publisher.ts';
import { createSecretsManagerSecrets } from '#adapters/aws/secrets-manager-secrets.ts';
import { createStepFunctionsWorkflow } from '#adapters/aws/step-functions-workflow.ts';
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { eventOf } from '#test/contract/publisher-contract.ts';
import { idOf } from '#test/support/edits.ts';

/** A client whose every call is answered by the next of these; an error is thrown. */
const clientOf = <T>(...answers: readonly unknown[]): T & { readonly sent: unknown[] } => {
  const sent: unknown[] = [];
  const left = [...answers];
  const send = async (command: { readonly input: unknown }): Promise<unknown> => {
    sent.push(command.input);
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { send, sent } as unknown as T & { readonly sent: unknown[] };
};

const awsError = (name: string, status = 400): Error =>
  Object.assign(new Error('said AWS'), { name, $metadata: { httpStatusCode: status } });

const stateMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:Editor';

describe('the workflow on Step Functions', () => {
  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('takes %s for a token that nobody waits on', async (name) => {
    const workflow = createStepFunctionsWorkflow({
      stateMachineArn,
      client: clientOf<SFNClient>(awsError(name), awsError(name)),
    });
    expect(await workflow.succeed('token', {})).toBe('gone');
    expect(await workflow.fail('token', 'Canceled', 'why')).toBe('gone');
  });
  it('starts with the id alone, under the name of edit and attempt', async () => {
    const client = clientOf<SFNClient>({}, awsError('ExecutionAlreadyExists'));
    const workflow = createStepFunctionsWorkflow({ stateMachineArn, client });
    expect(await workflow.start(idOf('a'), 2)).toBe('started');
    expect(await workflow.start(idOf('a'), 2)).toBe('exists');
    expect(client.sent[0]).toEqual({ stateMachineArn, name: `${idOf('a')}-2`, input: JSON.stringify({ editId: idOf('a') }) });
  });
  it.each([
    [{ status: 'RUNNING' }, { status: 'RUNNING' }],
    [{ status: 'PENDING_REDRIVE' }, { status: 'RUNNING' }],
    [{ status: 'SUCCEEDED' }, { status: 'SUCCEEDED' }],
    [{ status: 'ABORTED', error: 'why', cause: 'because' }, { status: 'ABORTED' }],
    [
      { status: 'FAILED', error: 'States.TaskFailed', cause: '{}' },
      { status: 'FAILED', failure: { Error: 'States.TaskFailed', Cause: '{}' } },
    ],
    [{ status: 'TIMED_OUT' }, { status: 'TIMED_OUT', failure: {} }],
    [awsError('ExecutionDoesNotExist'), { status: 'NONE' }],
  ])('reads %o as %o', async (answer, expected) => {
    const client = clientOf<SFNClient>(answer);
    expect(await createStepFunctionsWorkflow({ stateMachineArn, client }).status(idOf('a'), 1)).toEqual(expected);
    expect(client.sent).toEqual([{ executionArn: `arn:aws:states:eu-central-1:123456789012:execution:Editor:${idOf('a')}` }]);
  });
  it('calls everything else unavailable, with the cause', async () => {
    const cause = awsError('ThrottlingException');
    const workflow = createStepFunctionsWorkflow({ stateMachineArn, client: clientOf<SFNClient>(cause) });
    await expect(workflow.start(idOf('a'), 1)).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'WORKFLOW_UNAVAILABLE',
      cause,
    });
  });
});

describe('the key in Secrets Manager', () => {
  const at = (...answers: readonly unknown[]) => {
    let now = 0;
    const client = clientOf<SecretsManagerClient>(...answers);
    const secrets = createSecretsManagerSecrets({ secretId: 'key', clock: { now: () => now }, client });
    const pass = (seconds: number): void => {
      now += seconds * 1000;
    };
    return { secrets, client, pass };
  };

  it('is fetched once in five minutes', async () => {
    const { secrets, client, pass } = at(
      { SecretString: 'sk-13f2a91c0d490bd12aa0' },
      { SecretString: 'sk-23f2a91c0d490bd12aa0' },
    );
    expect(await secrets.apiKey()).toBe('sk-13f2a91c0d490bd12aa0');
    pass(299);
    expect(await secrets.apiKey()).toBe('sk-13f2a91c0d490bd12aa0');
    pass(1);
    expect(await secrets.apiKey()).toBe('sk-23f2a91c0d490bd12aa0');
    expect(client.sent).toHaveLength(2);
  });
  it('is taken out of JSON', async () => {
    expect(await at({ SecretString: '{"DASHSCOPE_API_KEY":" sk-33f2a91c0d490bd12aa0 "}' }).secrets.apiKey()).toBe(
      'sk-33f2a91c0d490bd12aa0',
    );
  });
  it.each(['', '  ', '{}', '{"DASHSCOPE_API_KEY":7}', '{broken'])('is missing in %o', async (SecretString) => {
    await expect(at({ SecretString }).secrets.apiKey()).rejects.toMatchObject({
      name: 'AccountProblem',
      code: 'API_KEY_MISSING',
    });
  });
  it('is not called missing when Secrets Manager is only busy', async () => {
    await expect(at(awsError('ThrottlingException')).secrets.apiKey()).rejects.toMatchObject({ name: 'Unavailable' });
  });
});

describe('the publisher on EventBridge', () => {
  it('does not take a refused entry for an announcement', async () => {
    const client = clientOf<EventBridgeClient>({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
    await expect(createEventBridgePublisher({ busName: 'bus', client }).publish(eventOf('a'))).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'EVENTS_REFUSED',
      message: expect.stringContaining('InternalFailure'),
    });
  });
});

describe('the store on S3', () => {
  const storeOf = (...answers: readonly unknown[]) =>
    createS3Store({ uploadsBucket: 'in', resultsBucket: 'out', client: clientOf<S3Client>(...answers) });

  it.each([404, 405])('knows of no object when S3 answers %i', async (status) => {
    expect(await storeOf(awsError('Unknown', status)).head({ key: 'uploads/a.png', versionId: 'v' })).toBeUndefined();
  });
  it.each(['InvalidArgument', 'KeyTooLongError'])(
    'knows of none when a 400 turns out to mean %s: there cannot be one',
    async (code) => {
      expect(await storeOf(awsError('400', 400), awsError(code)).head({ key: 'uploads/a.png', versionId: 'v' })).toBeUndefined();
    },
  );
  it.each(['ExpiredToken', 'KMS.DisabledException'])(
    'does not take %s, to which a HEAD is answered 400 too, for a missing object',
    async (code) => {
      const head = storeOf(awsError('400', 400), awsError(code)).head({ key: 'uploads/a.png' });
      await expect(head).rejects.toMatchObject({ name: 'Unavailable', message: expect.stringContaining(code) });
    },
  );
  it('does not take a 400 for a missing object that can be read a moment later', async () => {
    const head = storeOf(awsError('400', 400), {}).head({ key: 'uploads/a.png' });
    await expect(head).rejects.toMatchObject({ name: 'Unavailable' });
  });
  it('says of a body that breaks off that the step is to be repeated', async () => {
    const breaking = async function* () {
      yield new Uint8Array(3);
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    };
    const { body } = await storeOf({ Body: breaking(), ContentLength: 9 }).open({ key: 'results/a/1.png' });
    const read = async () => {
      for await (const _piece of body);
    };
    await expect(read()).rejects.toMatchObject({ name: 'Unavailable', code: 'STORE_UNAVAILABLE' });
  });
  it('does not take a missing permission for a missing object', async () => {
    await expect(storeOf(awsError('AccessDenied', 403)).head({ key: 'uploads/a.png' })).rejects.toMatchObject({
      name: 'Unavailable',
      hint: expect.stringContaining('permission'),
    });
  });
  it('reads nothing beyond the end of an object', async () => {
    expect(await storeOf(awsError('InvalidRange', 416)).readRange({ key: 'uploads/a.png' }, 10, 5)).toEqual(new Uint8Array());
  });
});
