/** A stand-in for the SDK's client: the way to the simulated DynamoDB and back takes time and may fail, and is tried again as the SDK does. */
import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '#core/ports/clock.ts';
import { broken, canceled, conflict, throttled, timedOut } from './refusals.ts';
import type { DynamoServer } from './server.ts';

/**
 * What goes wrong with one request. `error-before`: nothing happened. `error-after`: it happened, the reply is lost. `throttled`:
 * refused for its rate. `conflict`: a write is refused as if another transaction held its item; a read is not touched by it.
 */
export type DynamoFault = 'error-before' | 'error-after' | 'throttled' | 'conflict';

/** What a client is told. */
export interface ClientOptions {
  readonly server: DynamoServer;
  /** The caller's clock: with it the caller's waiting ends, while the server goes on. */
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Time of each way, in ms; default 0. */
  readonly wayMs?: () => number;
  /** The fault of the next request, if any. */
  readonly fault?: (isWrite: boolean) => DynamoFault | undefined;
  /** Requests of one call, the first included; default 3, as the SDK. */
  readonly maxAttempts?: number;
}

/** What a DynamoDB adapter uses of the SDK's client. */
export type DynamoClient = Pick<DynamoDBClient, 'send'>;

/** Errors after which the SDK sends a request again by itself. */
const SENT_AGAIN: ReadonlySet<string> = new Set([
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TimeoutError',
  'TransactionInProgressException',
]);

/** The SDK pauses for up to this times two to the power of the attempt, in ms. */
const BACKOFF_MS = 25;

/** A client of a server. */
export const createDynamoClient = (options: ClientOptions): DynamoClient => {
  const { clock, random, maxAttempts = 3 } = options;
  const send = async (given: object): Promise<object> => {
    const command = withToken(given, random);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await sendOnce(options, command);
      } catch (error) {
        if (attempt >= maxAttempts || !(error instanceof Error) || !SENT_AGAIN.has(error.name)) throw error;
        await clock.sleep(random() * BACKOFF_MS * 2 ** attempt);
      }
    }
  };
  return { send: send as DynamoDBClient['send'] };
};

/** The SDK gives a transaction a token of its own, the same for every attempt. */
const withToken = (command: object, random: () => number): object => {
  if (!(command instanceof TransactWriteItemsCommand) || command.input.ClientRequestToken !== undefined) return command;
  const token = Array.from({ length: 4 }, () => Math.floor(random() * 2 ** 31).toString(36)).join('-');
  return new TransactWriteItemsCommand({ ...command.input, ClientRequestToken: token });
};

const isRead = (command: object): boolean =>
  command instanceof GetItemCommand || command instanceof QueryCommand || command instanceof BatchGetItemCommand;

const sendOnce = async (
  { server, clock, wayMs = () => 0, fault = () => undefined }: ClientOptions,
  command: object,
): Promise<object> => {
  const struck = fault(!isRead(command));
  const there = wayMs();
  if (there > 0) await clock.sleep(there);
  if (struck === 'error-before') throw broken();
  if (struck === 'throttled') throw throttled();
  if (struck === 'conflict' && !isRead(command)) throw held(command);
  const settled = await server.run(command).then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  const back = wayMs();
  if (back > 0) await clock.sleep(back);
  if (struck === 'error-after') throw timedOut();
  if ('error' in settled) throw settled.error;
  return settled.answer;
};

/** The first operation of a transaction, or the item of a single write, is held by somebody. */
const held = (command: object): Error => {
  if (!(command instanceof TransactWriteItemsCommand)) return conflict();
  const operations = command.input.TransactItems ?? [];
  return canceled(operations.map((_, place) => ({ Code: place === operations.length - 1 ? 'TransactionConflict' : 'None' })));
};
