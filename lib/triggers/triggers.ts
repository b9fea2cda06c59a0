/** What sets Darkroom in motion: new uploads, executions that ended badly, and the clock. Every hop has a dead-letter queue. */
import { Duration } from 'aws-cdk-lib';
import { Match, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, type Function as LambdaTarget } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../nag-suppressions.ts';
import type { DeadLetters } from './dead-letters.ts';

/** What triggers what. */
export interface TriggersProps {
  readonly uploads: IBucket;
  /** Only keys that go on with this after `uploads/` or `requests/`. */
  readonly prefix: string;
  readonly stateMachineArn: string;
  readonly startEdit: LambdaTarget;
  readonly executionEnded: LambdaTarget;
  readonly sweep: LambdaTarget;
  readonly deadLetters: DeadLetters;
}

/** Letters are tried for a day before they count as dead. */
const DELIVERY = { retryAttempts: 185, maxEventAge: Duration.hours(24) };

/** Events, queues and the schedule. */
export class Triggers extends Construct {
  readonly uploadQueue: Queue;

  constructor(scope: Construct, id: string, props: TriggersProps) {
    super(scope, id);
    this.uploadQueue = this.#uploads(props);
    this.#endings(props);
    this.#clock(props);
  }

  #uploads({ uploads, prefix, startEdit, deadLetters }: TriggersProps): Queue {
    const queue = new Queue(this, 'UploadQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(6 * (startEdit.timeout?.toSeconds() ?? 30)),
      deadLetterQueue: { queue: deadLetters.failedUploads, maxReceiveCount: 5 },
    });
    new Rule(this, 'ObjectCreated', {
      description: 'New pictures and written requests; results are in another bucket and match nothing here',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [uploads.bucketName] },
          object: { key: Match.anyOf(Match.prefix(`uploads/${prefix}`), Match.prefix(`requests/${prefix}`)) },
        },
      },
      targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters.undeliveredUploads, ...DELIVERY })],
    });
    startEdit.addEventSource(new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 10 }));
    acknowledgeMappings(startEdit);
    return queue;
  }

  #endings({ stateMachineArn, executionEnded, deadLetters }: TriggersProps): void {
    new Rule(this, 'ExecutionEnded', {
      description: 'Executions that ended without giving their slot back themselves',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [stateMachineArn], status: ['ABORTED', 'TIMED_OUT', 'FAILED'] },
      },
      targets: [new LambdaFunction(executionEnded, { deadLetterQueue: deadLetters.endings, ...DELIVERY })],
    });
  }

  #clock({ sweep, deadLetters }: TriggersProps): void {
    new Rule(this, 'Sweep', {
      description: 'Looks for edits that nothing carries on any more',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(sweep, { deadLetterQueue: deadLetters.sweeps, retryAttempts: 0 })],
    });
  }
}

/** What a function could not handle stays in its queue, which passes it on. */
export const acknowledgeMappings = (target: LambdaTarget): void => {
  for (const mapping of target.node.children.filter((child) => child instanceof EventSourceMapping)) {
    acknowledge(mapping, {
      'Serverless-LambdaEventSourceMappingDestination':
        'What the function could not handle stays in the queue, which passes it on to its dead-letter queue after five tries.',
    });
  }
};
