/** What a DynamoDB table bills for the requests of one client, in units: counted request by request from the items that it holds. */
import {
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { bytesOf, type Item } from '../dynamo/attribute-value.ts';
import type { DynamoClient } from '../dynamo/client.ts';
import { LEDGER_SCHEMA } from '../dynamo/ledger-server.ts';
import { keyOf, keyText } from '../dynamo/table-schema.ts';

/** Units of a table on demand. */
export interface Units {
  /** Write units: 1 KB each; an item of a transaction takes two for each KB, an entry of an index one to write and one to delete. */
  readonly writes: number;
  /** Read units: 4 KB each, strongly consistent. */
  readonly reads: number;
}

/** A client of the ledger's table that keeps the bill of the one below it. The table must be empty at first, and have no other client. */
export const createMeteredClient = (client: DynamoClient): { readonly client: DynamoClient; readonly units: () => Units } => {
  const items = new Map<string, Item>();
  let [writes, reads] = [0, 0];
  const at = (key: Item): string => keyText(LEDGER_SCHEMA, key);
  const read = (found: readonly Item[]): void => {
    const bytes = found.reduce((sum, item) => sum + bytesOf(item), 0);
    reads += Math.max(1, Math.ceil(bytes / READ_BYTES));
  };
  /** One item is replaced (`next` undefined: deleted), in a transaction or alone. */
  const write = (key: Item, next: Item | undefined, factor: 1 | 2): void => {
    const before = items.get(at(key));
    const bytes = Math.max(before === undefined ? 0 : bytesOf(before), next === undefined ? 0 : bytesOf(next));
    writes += factor * Math.max(1, Math.ceil(bytes / WRITE_BYTES)) + indexWrites(before, next);
    if (next === undefined) items.delete(at(key));
    else items.set(at(key), next);
  };
  const writePart = ({ Put, Update, Delete }: TransactWriteItem): void => {
    if (Put?.Item !== undefined) write(Put.Item, Put.Item, 2);
    if (Delete?.Key !== undefined) write(Delete.Key, undefined, 2);
    // Counters hold a few numbers: their size is that of their key and some bytes.
    if (Update?.Key !== undefined) write(Update.Key, { ...Update.Key, ...items.get(at(Update.Key)) }, 2);
  };

  const send = async (command: object): Promise<object> => {
    const answer = await (client.send as (command: object) => Promise<object>)(command);
    if (command instanceof PutItemCommand && command.input.Item !== undefined) write(command.input.Item, command.input.Item, 1);
    if (command instanceof TransactWriteItemsCommand) for (const part of command.input.TransactItems ?? []) writePart(part);
    if (command instanceof GetItemCommand) read('Item' in answer ? [answer.Item as Item] : []);
    if (command instanceof QueryCommand) read((answer as { readonly Items?: readonly Item[] }).Items ?? []);
    if (command instanceof BatchGetItemCommand) throw new Error('listing edits is not metered');
    return answer;
  };
  return { client: { send: send as DynamoClient['send'] }, units: () => ({ writes, reads }) };
};

/** Bytes of one unit. */
const [WRITE_BYTES, READ_BYTES] = [1024, 4096];

/** Units of the entries that the indexes hold of an item: nothing while their keys stay as they are. */
const indexWrites = (before: Item | undefined, next: Item | undefined): number =>
  Object.values(LEDGER_SCHEMA.indexes).reduce((sum, { partition, sort }) => {
    const entry = (item: Item | undefined): string | undefined => {
      const names = [partition.name, ...(sort === undefined ? [] : [sort.name])];
      if (item === undefined || names.some((name) => item[name] === undefined)) return undefined;
      return JSON.stringify(keyOf({ partition, ...(sort === undefined ? {} : { sort }) }, item));
    };
    const [was, is] = [entry(before), entry(next)];
    return was === is ? sum : sum + Number(was !== undefined) + Number(is !== undefined);
  }, 0);
