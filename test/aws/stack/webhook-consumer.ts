/** A consumer of webhooks on the loopback address: takes down what it is sent, and answers what it is told to. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook, type WebhookVerdict } from '#core/webhooks/verify.ts';
import { until } from './deployed.ts';

/** One message as it came. */
export interface Message {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A message's envelope (docs/webhooks.md). */
export interface Envelope {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A running consumer. */
export interface Consumer {
  readonly url: string;
  /** Answers with this status from now on. */
  answerWith(status: number): void;
  /** All messages of one type so far, oldest first. */
  of(type: string): readonly Message[];
  /** The messages of one type once there are so many. */
  received(type: string, count: number): Promise<readonly Message[]>;
  stop(): Promise<void>;
}

/** Starts a consumer that answers 204. */
export const startConsumer = async (): Promise<Consumer> => {
  const messages: Message[] = [];
  let status = 204;
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    messages.push({ headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const of = (type: string): readonly Message[] => messages.filter((message) => envelopeOf(message).type === type);
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    answerWith: (next) => {
      status = next;
    },
    of,
    received: async (type, count) =>
      await until(`${count} messages ${type}`, async () => (of(type).length >= count ? of(type) : undefined)),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** What a message says. */
export const envelopeOf = ({ body }: Message): Envelope => JSON.parse(body.toString('utf8')) as Envelope;

/** Verifies a message as docs/webhooks.md tells consumers to. */
export const verified = ({ headers, body }: Message, secret: string): WebhookVerdict =>
  verifyWebhook({ payload: body, headers, secret, now: Date.now() });
