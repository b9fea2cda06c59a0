/** Permissions by what a function does, each down to single actions, and for pictures down to prefixes. */

import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { EVENT_SOURCE } from '#core/events/events.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { EditResources } from './edit-resources.ts';

/** One statement; `wildcard` says why its resources end in one, where they do. */
export interface Permission {
  readonly statement: PolicyStatement;
  readonly wildcard?: string;
}

/** What one function may do. */
export type Permissions = readonly Permission[];

const allow = (actions: readonly string[], resources: readonly string[], wildcard?: string): Permission => ({
  statement: new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
  ...omitUndefined({ wildcard }),
});

const KEYS = 'Users choose the keys of pictures; the function is held to the prefixes it works on.';

const objects = (bucket: IBucket, prefixes: readonly string[]): readonly string[] =>
  prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`));

/** The key that encrypts what lies in a bucket: its own, where the CDK knows one. */
export const keyOf = (on: Pick<EditResources, 'encryptionKey'>, bucket: IBucket): IKey | undefined =>
  bucket.encryptionKey ?? on.encryptionKey;

/** Statements over the resources of one editor. */
export const permissionsOn = (on: EditResources) => {
  const keyed = (key: IKey | undefined, ...actions: readonly string[]): Permissions =>
    key === undefined ? [] : [allow(actions, [key.keyArn])];
  const reading = (bucket: IBucket): Permissions => keyed(keyOf(on, bucket), 'kms:Decrypt');
  const writing = (bucket: IBucket): Permissions => keyed(keyOf(on, bucket), 'kms:GenerateDataKey', 'kms:Decrypt');
  return {
    /** Reads objects and their pinned versions under prefixes of the uploads bucket. */
    readUploads: (...prefixes: readonly string[]): Permissions => [
      allow(['s3:GetObject', 's3:GetObjectVersion'], objects(on.uploads, prefixes), KEYS),
      ...reading(on.uploads),
    ],
    /** Lists the uploads bucket; without it S3 answers 403 instead of 404 for a key that is not there. */
    seeUploads: (): Permissions => [allow(['s3:ListBucket'], [on.uploads.bucketArn])],
    writeUploads: (...prefixes: readonly string[]): Permissions => [
      allow(['s3:PutObject'], objects(on.uploads, prefixes), KEYS),
      ...writing(on.uploads),
    ],
    readResults: (): Permissions => [
      allow(['s3:GetObject', 's3:GetObjectVersion'], objects(on.results, ['results/']), KEYS),
      allow(['s3:ListBucket'], [on.results.bucketArn]),
      ...reading(on.results),
    ],
    writeResults: (): Permissions => [allow(['s3:PutObject'], objects(on.results, ['results/']), KEYS), ...writing(on.results)],
    /** Actions on the table itself, without the `dynamodb:` in front. */
    ledger: (...actions: readonly string[]): Permissions => [
      allow(
        actions.map((action) => `dynamodb:${action}`),
        [on.ledger.tableArn],
      ),
      ...keyed(on.encryptionKey, 'kms:Decrypt'),
    ],
    /** Queries on named indexes of the table. */
    ledgerIndexes: (...names: readonly string[]): Permissions => [
      allow(
        ['dynamodb:Query'],
        names.map((name) => `${on.ledger.tableArn}/index/${name}`),
      ),
    ],
    readKey: (): Permissions => [
      // The ARN of a secret known by its name lacks the six characters that Secrets Manager puts behind it.
      allow(['secretsmanager:GetSecretValue'], [on.apiKey.secretFullArn ?? `${on.apiKey.secretArn}-??????`]),
      ...keyed(on.apiKey.encryptionKey, 'kms:Decrypt'),
    ],
    startExecutions: (): Permissions => [allow(['states:StartExecution'], [on.stateMachineArn])],
    seeExecutions: (): Permissions => [
      allow(
        ['states:DescribeExecution'],
        [executionsOf(on.stateMachineArn)],
        'Executions are named after edits; only those of this state machine.',
      ),
    ],
    /** Lets executions that wait for a slot go on, or fails them. */
    answerTokens: (...answers: readonly ('SendTaskSuccess' | 'SendTaskFailure')[]): Permissions => [
      allow(
        answers.map((answer) => `states:${answer}`),
        [on.stateMachineArn],
      ),
    ],
    /** Puts events on the bus, only in Darkroom's own name: nobody can pose as S3 with this role. */
    publish: (): Permissions => {
      const publishing = allow(['events:PutEvents'], [on.eventBus.eventBusArn]);
      publishing.statement.addCondition('StringEquals', { 'events:source': EVENT_SOURCE });
      return [publishing];
    },
  };
};

const executionsOf = (stateMachineArn: string): string => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:*`;
