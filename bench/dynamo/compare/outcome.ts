/** What a command came to, in a form in which two engines can be compared: no messages, no order where there is none. */
import type { DynamoClient } from '../client.ts';
import type { Command } from './commands.ts';

/**
 * Sends a command and answers what it came to. A transaction that cannot be understood may be refused as a whole or for one of its
 * operations: implementations differ.
 */
export const outcomeOf = async (client: DynamoClient, command: Command): Promise<unknown> => {
  try {
    return sorted(contentOf(await (client as Sender).send(command)));
  } catch (error) {
    if (!(error instanceof Error) || error.name === 'TypeError') throw error;
    const { CancellationReasons: reasons, Item } = error as {
      readonly CancellationReasons?: readonly Reason[];
      readonly Item?: object;
    };
    if (reasons?.some(({ Code }) => Code === 'ValidationError')) return { error: 'ValidationException' };
    return sorted({ error: error.name, Item, reasons: reasons?.map(({ Code, Item: old }) => ({ Code, old })) });
  }
};

/** The client without its overloads. */
interface Sender {
  send(command: Command): Promise<object>;
}

interface Reason {
  readonly Code?: string;
  readonly Item?: object;
}

/** Everything but what is about the call itself. */
const contentOf = (answer: object): object => {
  const {
    $metadata: _call,
    ConsumedCapacity: _units,
    ItemCollectionMetrics: _sizes,
    ...content
  } = answer as Record<string, unknown>;
  const { Responses, UnprocessedKeys: _left } = content as { Responses?: Record<string, unknown[]>; UnprocessedKeys?: unknown };
  if (Responses === undefined) return content;
  return Object.fromEntries(
    Object.entries(Responses).map(([table, items]) => [table, items.map((item) => JSON.stringify(sorted(item))).sort()]),
  );
};

/** The same value with its names, and the members of its sets, in order. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, content]) => content !== undefined);
  return Object.fromEntries(
    entries
      .map(([name, content]) => [name, name === 'SS' && Array.isArray(content) ? content.toSorted() : sorted(content)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
};
