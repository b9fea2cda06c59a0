/** A consumer of the stack's events: a rule of its own and a queue. */
import { randomUUID } from 'node:crypto';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { EditEvent, EventDetail } from '#core/events/events.ts';
import { receiveJson } from './queue.ts';

/** Events heard since the queue was made. */
export interface EventQueue {
  /** Receives until `count` events came or the time is over. */
  receive(count: number, seconds: number): Promise<readonly EditEvent[]>;
  remove(): Promise<void>;
}

/** An event as the bus carries it. */
interface BusEvent {
  readonly 'detail-type': EditEvent['detailType'];
  readonly resources: readonly string[];
  readonly detail: EventDetail;
}

/** Subscribes to everything that Darkroom publishes on a bus. */
export const createEventQueue = async (EventBusName: string): Promise<EventQueue> => {
  const events = new EventBridgeClient({});
  const queues = new SQSClient({ useQueueUrlAsEndpoint: false });
  const name = `darkroom-test-${randomUUID()}`;
  const { QueueUrl = '' } = await queues.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const queueArn = Attributes?.QueueArn ?? '';
  const rule = await events.send(
    new PutRuleCommand({ Name: name, EventBusName, EventPattern: JSON.stringify({ source: ['darkroom'] }) }),
  );
  const mayFeed = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': rule.RuleArn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [mayFeed] });
  await queues.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName, Targets: [{ Id: 'queue', Arn: queueArn }] }));
  return {
    receive: async (count, seconds) =>
      (await receiveJson<BusEvent>(queues, QueueUrl, { count, seconds })).map((event) => ({
        id: event.resources[0] ?? '',
        detailType: event['detail-type'],
        detail: event.detail,
      })),
    remove: async () => {
      await events.send(new RemoveTargetsCommand({ Rule: name, EventBusName, Ids: ['queue'] }));
      await events.send(new DeleteRuleCommand({ Name: name, EventBusName }));
      await queues.send(new DeleteQueueCommand({ QueueUrl }));
    },
  };
};
