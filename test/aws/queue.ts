/** Receiving from a queue, as a consumer of Darkroom's events would. */
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Receives and deletes messages until `count` are there or the time is over, and answers their bodies as JSON. */
export const receiveJson = async <T>(
  client: SQSClient,
  QueueUrl: string,
  { count, seconds }: { readonly count: number; readonly seconds: number },
): Promise<readonly T[]> => {
  const until = Date.now() + seconds * 1000;
  const received: T[] = [];
  while (received.length < count && Date.now() < until) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
    );
    for (const { Body, ReceiptHandle } of Messages) {
      received.push(JSON.parse(Body ?? 'null') as T);
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  return received;
};
