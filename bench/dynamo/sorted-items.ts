/** Items in partitions, each sorted by the sort key: the table itself, or an index of it. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compareValues, type Item } from './attribute-value.ts';
import { type KeySchema, valueText } from './table-schema.ts';

/** An item at its place. `tie` orders items of an index that have the same sort key, and says which item it is. */
export interface Row {
  readonly sort: AttributeValue | undefined;
  readonly tie: string;
  readonly item: Item;
}

/** Sorted partitions. */
export interface SortedItems {
  /** Puts an item in the place of the one with the same `tie`, or takes it away (undefined). Items without the key's attributes stay out. */
  set(tie: string, item: Item | undefined): void;
  get(tie: string): Item | undefined;
  /** A partition in order. */
  partition(value: AttributeValue): readonly Row[];
  all(): IterableIterator<Item>;
}

/** Below 0, 0 or above 0, as rows lie in a partition. */
export const compareRows = (a: Omit<Row, 'item'>, b: Omit<Row, 'item'>): number => {
  const order = a.sort === undefined || b.sort === undefined ? 0 : (compareValues(a.sort, b.sort) ?? 0);
  return order === 0 ? (a.tie < b.tie ? -1 : a.tie > b.tie ? 1 : 0) : order;
};

/** The first place in rows for which `isBefore` does not hold; it holds for those before and for none after. */
export const placeOf = (rows: readonly Row[], isBefore: (row: Row) => boolean): number => {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const row = rows[middle];
    if (row !== undefined && isBefore(row)) from = middle + 1;
    else to = middle;
  }
  return from;
};

/** Nothing in it. */
export const createSortedItems = ({ partition: { name }, sort }: KeySchema): SortedItems => {
  const partitions = new Map<string, Row[]>();
  const items = new Map<string, Item>();

  const isKept = (item: Item): boolean => item[name] !== undefined && (sort === undefined || item[sort.name] !== undefined);
  const rowOf = (tie: string, item: Item): Row => ({ sort: sort === undefined ? undefined : item[sort.name], tie, item });

  const takeAway = (tie: string): void => {
    const item = items.get(tie);
    if (item === undefined) return;
    items.delete(tie);
    const partition = valueText(item[name]);
    const rows = partitions.get(partition) ?? [];
    const own = rowOf(tie, item);
    rows.splice(
      placeOf(rows, (row) => compareRows(row, own) < 0),
      1,
    );
    if (rows.length === 0) partitions.delete(partition);
  };

  const add = (tie: string, item: Item): void => {
    items.set(tie, item);
    const partition = valueText(item[name]);
    const own = rowOf(tie, item);
    const rows = partitions.get(partition);
    if (rows === undefined) partitions.set(partition, [own]);
    else
      rows.splice(
        placeOf(rows, (row) => compareRows(row, own) < 0),
        0,
        own,
      );
  };

  return {
    set: (tie, item) => {
      takeAway(tie);
      if (item !== undefined && isKept(item)) add(tie, item);
    },
    get: (tie) => items.get(tie),
    partition: (value) => partitions.get(valueText(value)) ?? [],
    all: () => items.values(),
  };
};
