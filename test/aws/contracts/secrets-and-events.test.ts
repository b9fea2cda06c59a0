/** The key and the events: the contract suites against Secrets Manager and EventBridge, heard at the other end of a queue. */
import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll } from 'vitest';
import { createEventBridgePublisher } from '#adapters/aws/event-bridge-publisher.ts';
import { createSecretsManagerSecrets } from '#adapters/aws/secrets-manager-secrets.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { describeAnnouncerContract } from '#test/contract/publisher-contract.ts';
import { describeSecretsContract } from '#test/contract/secrets-contract.ts';
import { createEventQueue, type EventQueue } from '../event-queue.ts';

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

let queue: EventQueue;

beforeAll(async () => {
  queue = await createEventQueue('default');
});
afterAll(async () => {
  await queue.remove();
  for (const SecretId of madeSecrets) {
    await secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
  }
});

describeAnnouncerContract('on EventBridge', () => {
  const publisher = createEventBridgePublisher({ busName: 'default' });
  const published: string[] = [];
  return {
    publisher: {
      publish: async (event) => {
        published.push(event.id);
        await publisher.publish(event);
      },
    },
    heard: async () => {
      const heard = (await queue.receive(published.length, 60)).filter(({ id }) => published.includes(id));
      // A queue keeps no order and the port promises none.
      return heard.toSorted((a, b) => published.indexOf(a.id) - published.indexOf(b.id));
    },
  };
});
