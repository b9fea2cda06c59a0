/** The stack that `npm run deploy` deploys: one editor and its HTTP API. */

import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { omitUndefined } from '#core/omit-undefined.ts';
import { EditApi, type JwtIssuer } from './http-api.ts';
import { ImageEditor } from './image-editor.ts';
import { acknowledge } from './nag-suppressions.ts';

/** What differs from one stage to the next. */
export interface DarkroomStackProps extends StackProps {
  /** ARN of the secret that holds the Model Studio API key. @default - the stack makes one, to be filled once after the first deployment */
  readonly apiKeySecretArn?: string | undefined;
  readonly modelUrl?: string | undefined;
  /** As of {@link ImageEditor}. */
  readonly resultHosts?: readonly string[] | undefined;
  readonly capacity?: number | undefined;
  readonly imagesPerDay?: number | undefined;
  /** As of {@link ImageEditor}. */
  readonly prefix?: string | undefined;
  /** @default - callers sign with AWS credentials */
  readonly jwt?: JwtIssuer | undefined;
  /** @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy | undefined;
}

/** One stage of Darkroom. */
export class DarkroomStack extends Stack {
  constructor(scope: Construct, id: string, props: DarkroomStackProps = {}) {
    super(scope, id, { description: 'Darkroom: drop a photo in a bucket, get the edited photo back', ...props });
    const {
      apiKeySecretArn,
      removalPolicy = RemovalPolicy.RETAIN,
      jwt,
      modelUrl,
      resultHosts,
      capacity,
      imagesPerDay,
      prefix,
    } = props;
    const apiKey =
      apiKeySecretArn === undefined ? newSecret(this) : Secret.fromSecretCompleteArn(this, 'ApiKey', apiKeySecretArn);
    const editor = new ImageEditor(this, 'Editor', {
      apiKey,
      removalPolicy,
      ...omitUndefined({ modelUrl, resultHosts, prefix, capacity, imagesPerDay }),
    });
    const api = new EditApi(this, 'HttpApi', {
      handler: editor.functions.api,
      removalPolicy,
      jwt,
    });
    const outputs = {
      UploadsBucket: editor.uploads.bucketName,
      ResultsBucket: editor.results.bucketName,
      LedgerTable: editor.ledger.tableName,
      StateMachineArn: editor.stateMachine.stateMachineArn,
      BatchStateMachineArn: editor.batch.stateMachine.stateMachineArn,
      EventBusName: editor.eventBus.eventBusName,
      UploadQueueUrl: editor.uploadQueue.queueUrl,
      ApiUrl: api.url,
      ApiKeySecretArn: apiKey.secretArn,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** Filled by a person after the first deployment (docs/operations.md); until then the service answers 401 and edits fail, free. */
const newSecret = (scope: Construct): ISecret => {
  const secret = new Secret(scope, 'ApiKey', { description: 'API key of Model Studio, as DASHSCOPE_API_KEY' });
  acknowledge(secret, {
    'AwsSolutions-SMG4': ROTATION,
    'NIST.800.53.R5-SecretsManagerRotationEnabled': ROTATION,
    'NIST.800.53.R5-SecretsManagerUsingKMSKey':
      'Encrypted with the key of Secrets Manager; who needs a key of their own brings a secret of their own.',
  });
  return secret as ISecret;
};

const ROTATION =
  'Only Model Studio can make a new key, in its console, by hand; a new value is used within five minutes of being stored.';
