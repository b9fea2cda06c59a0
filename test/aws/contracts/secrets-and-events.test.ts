/** The key and the events: the contract suites against Secrets Manager and EventBridge, heard at the other end of a queue. */
import { randomUUID } from 'node:crypto';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll } from 'vitest';
import { createEventBridgeAnnouncer } from '#adapters/aws/event-bridge-announcer.ts';
import { createSecretsManagerSecrets } from '#adapters/aws/secrets-manager-secrets.ts';
import { createSystemClock } from '#adapters/aws/system-clock.ts';
import type { DetailType, EditEvent, EventDetail } from '#core/events.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { describeAnnouncerContract } from '#test/contract/announcer-contract.ts';
import { describeSecretsContract } from '#test/contract/secrets-contract.ts';
import { receiveJson } from '../queue.ts';

const secrets = new SecretsManagerClient({});
const madeSecrets: string[] = [];

describeSecretsContract('in Secrets Manager', (key) => {
  const secretId = `darkroom-contract/${randomUUID()}`;
  const source = createSecretsManagerSecrets({ secretId, clock: createSystemClock() });
  let ready: Promise<unknown> = key === undefined ? Promise.resolve() : createSecret(secretId, key);
  return {
    secrets: {
      apiKey: async (options) => {
        await ready;
        return await source.apiKey(options);
      },
    } satisfies Secrets,
    rotate: (next) => {
      ready = secrets.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: next }));
    },
  };
});

const createSecret = async (Name: string, SecretString: string): Promise<void> => {
  madeSecrets.push(Name);
  await secrets.send(new CreateSecretCommand({ Name, SecretString }));
};

const events = new EventBridgeClient({});
const queues = new SQSClient({});
const name = `darkroom-contract-${randomUUID()}`;
let queueUrl = '';

beforeAll(async () => {
  queueUrl = (await queues.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl ?? '';
  const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }));
  const queueArn = Attributes?.QueueArn ?? '';
  const rule = await events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify({ source: ['darkroom'] }) }));
  const mayFeed = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition: { ArnEquals: { 'aws:SourceArn': rule.RuleArn } },
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [mayFeed] });
  await queues.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy } }));
  await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'queue', Arn: queueArn }] }));
});

afterAll(async () => {
  await events.send(new RemoveTargetsCommand({ Rule: name, Ids: ['queue'] }));
  await events.send(new DeleteRuleCommand({ Name: name }));
  await queues.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
  for (const SecretId of madeSecrets) {
    await secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
  }
});

interface BusEvent {
  readonly 'detail-type': DetailType;
  readonly resources: readonly string[];
  readonly detail: EventDetail;
}

describeAnnouncerContract('on EventBridge', () => {
  const announcer = createEventBridgeAnnouncer({ busName: 'default' });
  const announced: string[] = [];
  return {
    announcer: {
      announce: async (event) => {
        announced.push(event.id);
        await announcer.announce(event);
      },
    },
    heard: async () => {
      const heard = await receiveJson<BusEvent>(queues, queueUrl, { count: announced.length, seconds: 60 });
      // A queue keeps no order and the port promises none.
      return heard.map(asEditEvent).sort((a, b) => announced.indexOf(a.id) - announced.indexOf(b.id));
    },
  };
});

const asEditEvent = (event: BusEvent): EditEvent => ({
  id: event.resources[0] ?? '',
  detailType: event['detail-type'],
  detail: event.detail,
});
