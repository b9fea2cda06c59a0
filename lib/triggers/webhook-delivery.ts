/** Webhooks: every event of Darkroom goes through a queue to deliver-webhook, and a clock repeats what a consumer did not take. */
import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaTarget } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENT_SOURCE } from '#core/events/events.ts';
import type { DeadLetters } from './dead-letters.ts';
import { acknowledgeMappings } from './triggers.ts';

/** Where events come from, and who sends them on. */
export interface WebhookDeliveryProps {
  readonly eventBus: IEventBus;
  readonly deliverWebhook: LambdaTarget;
  readonly deadLetters: DeadLetters;
}

/** Bus to queue to function, and a schedule for what is due again. */
export class WebhookDelivery extends Construct {
  constructor(scope: Construct, id: string, { eventBus, deliverWebhook, deadLetters }: WebhookDeliveryProps) {
    super(scope, id);
    const deadLetterQueue = deadLetters.webhooks;
    const queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(6 * (deliverWebhook.timeout?.toSeconds() ?? 45)),
      deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: 5 },
    });
    new Rule(this, 'Announced', {
      eventBus,
      description: 'Everything that Darkroom publishes',
      eventPattern: { source: [EVENT_SOURCE] },
      targets: [new SqsQueue(queue, { deadLetterQueue })],
    });
    deliverWebhook.addEventSource(new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 5 }));
    acknowledgeMappings(deliverWebhook);
    new Rule(this, 'Due', {
      description: 'Deliveries that a consumer did not take and that are due again',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaFunction(deliverWebhook, { event: RuleTargetInput.fromObject({ kind: 'due' }), deadLetterQueue })],
    });
  }
}
