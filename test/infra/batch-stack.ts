/** The batch construct by itself, on resources that are somebody else's. */
import { type App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { EditBatch } from '#lib/batch/edit-batch.ts';

/** A stack that holds nothing else. */
export const batchStack = (app: App): Stack => {
  const stack = new Stack(app, 'Shop');
  new EditBatch(stack, 'Batch', {
    resources: {
      uploads: Bucket.fromBucketName(stack, 'Uploads', 'shop-uploads'),
      results: Bucket.fromBucketName(stack, 'Results', 'shop-results'),
      ledger: { tableName: 'ledger', tableArn: 'arn:aws:dynamodb:us-east-1:111111111111:table/ledger' },
      eventBus: EventBus.fromEventBusName(stack, 'Bus', 'default'),
      stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:edits',
      apiKey: Secret.fromSecretNameV2(stack, 'Key', 'key'),
    },
    settings: { service: 'shop', capacity: 7, imagesPerDay: 100 },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return stack;
};
