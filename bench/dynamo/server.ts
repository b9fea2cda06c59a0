/**
 * The simulated DynamoDB: takes the SDK's commands. A transaction holds its items from the moment it begins until its effect; a write
 * that touches one of them meanwhile is refused, as DynamoDB does. Everything else happens at one instant.
 */
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';
import { query } from './query.ts';
import { $metadata, batchGetItem, checkParameters, getItem } from './read-operations.ts';
import { canceled, conditionFailed, conflict, inProgress, invalid, NotSimulated, tokenReused } from './refusals.ts';
import { createDynamoTable, type DynamoTable, type TableOptions } from './table.ts';
import { keyText } from './table-schema.ts';
import { judge, planTransaction } from './transaction.ts';
import { type PlannedWrite, planDelete, planPut, planUpdate, returnedBy } from './write-operations.ts';

/** What a server is told. */
export interface ServerOptions extends TableOptions {
  readonly sleep: (ms: number) => Promise<void>;
  /** How long a transaction holds its items, in ms, drawn for each; default 0: no time at all. */
  readonly transactionMs?: () => number;
  /** Whether an item of a batch stays unprocessed, asked for each; default never. */
  readonly isLeftOver?: () => boolean;
  /** Most bytes of a page of a query; default 1 MB, as DynamoDB. */
  readonly pageBytes?: number;
}

/** A server with one table. */
export interface DynamoServer {
  /** Does what a command asks for. @throws what the SDK throws for DynamoDB's refusals, and NotSimulated */
  run(command: object): Promise<object>;
  /** Every item, in no order. */
  items(): IterableIterator<Item>;
  /** What no correct caller would have asked for: every invalid or unknown request so far, as its message. */
  readonly invalid: readonly string[];
  /** How many writes were refused because a transaction held their item. */
  readonly conflicts: number;
}

/** How long a token of a transaction is remembered, in ms (API reference, TransactWriteItems, ClientRequestToken). */
const TOKEN_MS = 10 * 60_000;

/** A server whose table is empty. */
export const createDynamoServer = (options: ServerOptions): DynamoServer => {
  const table = createDynamoTable(options);
  const { pageBytes = 1024 * 1024, isLeftOver = () => false } = options;
  const holds = createHolds(table);
  const transact = createTransactions(table, holds, options);
  const wrong: string[] = [];

  const runNow = (command: object): object | Promise<object> => {
    if (command instanceof GetItemCommand) return getItem(table, command.input);
    if (command instanceof QueryCommand) return query(table, command.input, pageBytes);
    if (command instanceof BatchGetItemCommand) return batchGetItem(table, command.input, isLeftOver);
    if (command instanceof TransactWriteItemsCommand) return transact(command.input);
    if (command instanceof PutItemCommand) return writeOne(table, holds, command.input, planPut);
    if (command instanceof UpdateItemCommand) return writeOne(table, holds, command.input, planUpdate);
    if (command instanceof DeleteItemCommand) return writeOne(table, holds, command.input, planDelete);
    throw new NotSimulated(`the command ${command.constructor.name}`);
  };

  return {
    run: async (command) => {
      try {
        return await runNow(command);
      } catch (error) {
        if (error instanceof Error && WRONG.has(error.name)) wrong.push(`${command.constructor.name}: ${error.message}`);
        throw error;
      }
    },
    items: () => table.items(),
    invalid: wrong,
    get conflicts() {
      return holds.conflicts;
    },
  };
};

const WRONG: ReadonlySet<string> = new Set([
  'ValidationException',
  'ResourceNotFoundException',
  'NotSimulated',
  'IdempotentParameterMismatchException',
  'TypeError',
]);

/** Items that a transaction holds. */
const createHolds = (table: DynamoTable) => {
  const held = new Set<string>();
  let conflicts = 0;
  const textOf = (write: PlannedWrite): string => keyText(table.schema, write.key);
  return {
    get conflicts() {
      return conflicts;
    },
    isHeld: (write: PlannedWrite): boolean => {
      const isHeld = held.has(textOf(write));
      if (isHeld) conflicts += 1;
      return isHeld;
    },
    take: (writes: readonly PlannedWrite[]): void => {
      for (const write of writes) held.add(textOf(write));
    },
    release: (writes: readonly PlannedWrite[]): void => {
      for (const write of writes) held.delete(textOf(write));
    },
  };
};

type Holds = ReturnType<typeof createHolds>;

const writeOne = <Input extends { readonly ReturnValues?: string | undefined }>(
  table: DynamoTable,
  holds: Holds,
  { ReturnValues, ...input }: Input,
  plan: (table: DynamoTable, input: Omit<Input, 'ReturnValues'>) => PlannedWrite,
): object => {
  const write = plan(table, input);
  if (holds.isHeld(write)) throw conflict();
  const before = table.get(write.key);
  if (!write.test(before ?? {})) throw conditionFailed(write.tellsOld ? before : undefined);
  const after = write.after(before);
  table.set(write.key, after);
  const Attributes = returnedBy(ReturnValues, before, after);
  return { $metadata, ...(Attributes === undefined ? {} : { Attributes }) };
};

/** A transaction whose token was seen. */
interface Seen {
  readonly request: string;
  readonly at: number;
  isDone: boolean;
}

const createTransactions = (table: DynamoTable, holds: Holds, { now, sleep, transactionMs = () => 0 }: ServerOptions) => {
  const tokens = new Map<string, Seen>();

  const recall = (token: string | undefined, request: string): boolean => {
    for (const [old, { at }] of tokens) {
      if (now() - at <= TOKEN_MS) break;
      tokens.delete(old);
    }
    const seen = token === undefined ? undefined : tokens.get(token);
    if (seen === undefined) return false;
    if (seen.request !== request) throw tokenReused();
    if (!seen.isDone) throw inProgress();
    return true;
  };

  return async (input: TransactWriteItemsCommandInput): Promise<object> => {
    checkParameters(input, ['TransactItems', 'ClientRequestToken']);
    const token = input.ClientRequestToken;
    if (token !== undefined && (token.length < 1 || token.length > 36))
      throw invalid('ClientRequestToken must have 1 to 36 characters');
    const request = JSON.stringify(input.TransactItems);
    if (recall(token, request)) return { $metadata };
    const writes = planTransaction(table, input);
    const reasons = writes.map((write) =>
      holds.isHeld(write) ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' } : NO_REASON,
    );
    if (reasons.some(({ Code }) => Code !== 'None')) throw canceled(reasons);
    const seen: Seen = { request, at: now(), isDone: false };
    if (token !== undefined) tokens.set(token, seen);
    holds.take(writes);
    const ms = transactionMs();
    if (ms > 0) await sleep(ms);
    holds.release(writes);
    const verdict = judge(table, writes);
    if ('reasons' in verdict) {
      if (token !== undefined) tokens.delete(token);
      throw canceled(verdict.reasons);
    }
    verdict.commit();
    seen.isDone = true;
    return { $metadata };
  };
};

const NO_REASON = { Code: 'None' } as const;
