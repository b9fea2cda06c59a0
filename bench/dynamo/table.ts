/** One table: its items as they are, and as indexes and lagging replicas show them. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from './attribute-value.ts';
import { notFound } from './refusals.ts';
import { createSortedItems, type SortedItems } from './sorted-items.ts';
import { type IndexSchema, keyAttributes, keyText, type TableSchema } from './table-schema.ts';

/** What a table is told. */
export interface TableOptions {
  readonly schema: TableSchema;
  readonly now: () => number;
  /** After how long an index shows a write, in ms, drawn for each write; default at once. */
  readonly indexLagMs?: () => number;
  /** The same of reads that are not consistent. */
  readonly replicaLagMs?: () => number;
}

/** A table. Nothing in it waits: every call happens at one instant. */
export interface DynamoTable {
  readonly schema: TableSchema;
  get(key: Item): Item | undefined;
  /** Stores an item, or takes it away. */
  set(key: Item, item: Item | undefined): void;
  /** Items as a read sees them. @throws ResourceNotFoundException when there is no such index */
  view(indexName: string | undefined, consistent: boolean): SortedItems;
  /** Every item, in no order. */
  items(): IterableIterator<Item>;
}

/** An empty table. */
export const createDynamoTable = ({ schema, now, indexLagMs, replicaLagMs }: TableOptions): DynamoTable => {
  const base = createSortedItems(schema);
  const replica = replicaLagMs === undefined ? undefined : createView(createSortedItems(schema), now, replicaLagMs);
  const indexes = new Map(
    Object.entries(schema.indexes).map(([name, index]) => {
      const view = createView(createSortedItems(index), now, indexLagMs ?? (() => 0));
      return [name, { view, project: projection(schema, index) }] as const;
    }),
  );
  return {
    schema,
    get: (key) => base.get(keyText(schema, key)),
    set: (key, item) => {
      const id = keyText(schema, key);
      base.set(id, item);
      replica?.write(id, item);
      for (const { view, project } of indexes.values()) view.write(id, item === undefined ? undefined : project(item));
    },
    view: (indexName, consistent) => {
      if (indexName === undefined) return consistent || replica === undefined ? base : replica.read();
      const index = indexes.get(indexName);
      if (index === undefined) throw notFound(`The table does not have the specified index: ${indexName}`);
      return index.view.read();
    },
    items: () => base.all(),
  };
};

const projection = (schema: TableSchema, index: IndexSchema): ((item: Item) => Item) => {
  if (index.projection === 'ALL') return (item) => item;
  const more = index.projection === 'KEYS_ONLY' ? [] : index.projection;
  const names = new Set([...keyAttributes(schema), ...keyAttributes(index)].map(({ name }) => name).concat(more));
  return (item) =>
    Object.fromEntries(
      [...names].flatMap((name): [string, AttributeValue][] => (item[name] === undefined ? [] : [[name, item[name]]])),
    );
};

interface Change {
  readonly due: number;
  readonly id: string;
  readonly item: Item | undefined;
}

/** Shows writes late: each in its own time, but those of one item in order. */
const createView = (shown: SortedItems, now: () => number, lagMs: () => number) => {
  let waiting: Change[] = [];
  const lastDue = new Map<string, number>();

  const read = (): SortedItems => {
    if (waiting.length === 0) return shown;
    const instant = now();
    const later: Change[] = [];
    for (const change of waiting) {
      if (change.due > instant) later.push(change);
      else shown.set(change.id, change.item);
    }
    waiting = later;
    if (waiting.length === 0) lastDue.clear();
    return shown;
  };

  return {
    read,
    write: (id: string, item: Item | undefined): void => {
      const due = Math.max(now() + lagMs(), lastDue.get(id) ?? 0);
      if (due <= now() && waiting.length === 0) {
        shown.set(id, item);
        return;
      }
      lastDue.set(id, due);
      waiting.push({ due, id, item });
      if (waiting.length % TIDY_EVERY === 0) read();
    },
  };
};

/** A view that nobody reads is brought up to date after so many writes, so that what waits does not grow for ever. */
const TIDY_EVERY = 1000;
