/** Where a message ends up that could not be delivered or handled: one queue for each asynchronous hop. */
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../nag-suppressions.ts';

/** The dead-letter queues. Letters are kept for 14 days, the longest SQS allows: time to find the cause and redrive (docs/operations.md). */
export class DeadLetters extends Construct {
  /** EventBridge could not hand an upload to the upload queue. */
  readonly undeliveredUploads: Queue;
  /** start-edit failed five times on an upload. */
  readonly failedUploads: Queue;
  /** execution-ended could not be told that an execution ended, or failed on it. */
  readonly endings: Queue;
  /** A sweep could not be started, or failed. */
  readonly sweeps: Queue;
  /** An event could not be handed to deliver-webhook, or it failed on it; a consumer that does not answer is no dead letter. */
  readonly webhooks: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.undeliveredUploads = deadLetterQueue(this, 'UndeliveredUploads');
    this.failedUploads = deadLetterQueue(this, 'FailedUploads');
    this.endings = deadLetterQueue(this, 'Endings');
    this.sweeps = deadLetterQueue(this, 'Sweeps');
    this.webhooks = deadLetterQueue(this, 'Webhooks');
  }
}

const deadLetterQueue = (scope: Construct, id: string): Queue => {
  const queue = new Queue(scope, id, {
    retentionPeriod: Duration.days(14),
    enforceSSL: true,
    encryption: QueueEncryption.SQS_MANAGED,
  });
  acknowledge(queue, { 'AwsSolutions-SQS3': LAST_STOP, 'Serverless-SQSRedrivePolicy': LAST_STOP });
  return queue;
};

const LAST_STOP = 'This is the dead-letter queue; an alarm watches it and a person redrives it.';
