/** How the ledger lies in one DynamoDB table: keys, items, and the names of its indexes. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Edit, isOpen } from '#core/edit/edit.ts';

/** One item, or the key of one. */
export type Item = Record<string, AttributeValue>;

/** Edits by state, newest first (`state`, `newest`). */
export const LISTING_INDEX = 'listing';

/** Edits that something may still happen to, longest untouched first (`open`, `touched`); an ended edit is not in it. */
export const OPEN_INDEX = 'open';

/** Value of `open`, the one partition of {@link OPEN_INDEX}. */
export const OPEN = 'open';

/** A key of the table. */
export const key = (pk: string, sk: string): Item => ({ pk: { S: pk }, sk: { S: sk } });

/** Epoch ms as text that sorts like the number; a later instant than the year 33658 is not expected. */
export const sortable = (epochMs: number): string => String(Math.max(0, Math.trunc(epochMs))).padStart(15, '0');

/** Key of an edit's record. */
export const editKey = (editId: string): Item => key(`edit#${editId}`, 'edit');

/** Partition of the edits that wait for a slot. */
export const QUEUE = 'queue';

/** Key of an edit's place in the queue; places sort by the instant the edit began to wait. */
export const queueKey = (editId: string, waitingSince: number): Item => key(QUEUE, `${sortable(waitingSince)}#${editId}`);

/** Key of the note that says whose a task of the service is. */
export const taskKey = (taskId: string): Item => key(`task#${taskId}`, 'task');

/**
 * Key of a counter of a day, over all edits or for one preset: one of several (`shard`, from 0), or the one that a day had before it
 * had several. No name of a preset has a `#`.
 */
export const budgetKey = (day: string, preset?: string, shard?: number): Item =>
  key(`budget#${day}`, `${preset === undefined ? 'day' : `preset#${preset}`}${shard === undefined ? '' : `#${shard}`}`);

/** Where all counters of {@link budgetKey} lie: between these sort keys, and nothing else does. */
export const budgetRange = (day: string, preset?: string) => {
  const from = preset === undefined ? 'day' : `preset#${preset}`;
  return { partition: `budget#${day}`, from, to: `${from}#~` };
};

/** Key of a document that many edits share. */
export const documentKey = (name: string): Item => key(`document#${name}`, 'document');

/** An edit with the attributes that the indexes and conditions need; the record itself is one JSON text. */
export const editItem = (edit: Edit): Item => ({
  ...editKey(edit.editId),
  editId: { S: edit.editId },
  revision: { N: String(edit.revision) },
  state: { S: edit.state },
  newest: { S: `${sortable(edit.times.createdAt)}#${edit.editId}` },
  ...(isOpen(edit) ? { open: { S: OPEN }, touched: { S: `${sortable(edit.times.updatedAt)}#${edit.editId}` } } : {}),
  body: { S: JSON.stringify(edit) },
});

/** A text attribute of an item; undefined when it is not there. */
export const textOf = (item: Item | undefined, name: string): string | undefined => item?.[name]?.S;

/** A number attribute of an item; 0 when it is not there, as DynamoDB's ADD counts. */
export const numberOf = (item: Item | undefined, name: string): number => Number(item?.[name]?.N ?? 0);

/** The edit in an item. */
export const editOf = (item: Item | undefined): Edit | undefined => bodyOf<Edit>(item);

/** The JSON body of an item that this module wrote. */
export const bodyOf = <T>(item: Item | undefined): T | undefined => {
  const body = textOf(item, 'body');
  return body === undefined ? undefined : (JSON.parse(body) as T);
};
