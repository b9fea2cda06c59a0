/** Finding edits: the list, newest first, and those that something may still happen to. */

import { BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Edit, isOpen } from '#core/edit/edit.ts';
import { EDIT_STATES, type EditState } from '#core/edit/state.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { orUnavailable } from '../aws-problem.ts';
import { editKey, editOf, type Item, LISTING_INDEX, OPEN, OPEN_INDEX, sortable, textOf } from './dynamo-items.ts';

/** Where to look. */
export interface ListingOptions {
  readonly tableName: string;
  readonly client: Pick<DynamoDBClient, 'send'>;
}

/** DynamoDB answers at most this many records of one batch. */
const BATCH = 100;

/** A search reads at most this many batches before it answers what it has, with a cursor to go on from. */
const MAX_BATCHES = 50;

/** `list` and `unfinished` of the ledger. */
export const createListing = ({ tableName, client }: ListingOptions): Pick<Ledger, 'list' | 'unfinished'> => {
  /** Places (`instant#editId`) in one partition of an index, at most `limit`: after a place when read forward, else before it. */
  const places = async (
    index: { readonly name: string; readonly partition: string; readonly sort: string },
    query: {
      readonly value: string;
      readonly place: string;
      readonly limit: number;
      readonly forward: boolean;
    },
  ): Promise<readonly string[]> => {
    const found: string[] = [];
    let from: Item | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: index.name,
          KeyConditionExpression: `#partition = :value AND #sort ${query.forward ? '>' : '<'} :place`,
          ExpressionAttributeNames: { '#partition': index.partition, '#sort': index.sort },
          ExpressionAttributeValues: { ':value': { S: query.value }, ':place': { S: query.place } },
          ScanIndexForward: query.forward,
          Limit: query.limit - found.length,
          ...omitUndefined({ ExclusiveStartKey: from }),
        }),
      );
      for (const item of page.Items ?? []) found.push(textOf(item, index.sort) ?? '');
      from = page.LastEvaluatedKey;
    } while (from !== undefined && found.length < query.limit);
    return found;
  };

  /** The newest places over some states: each state's own newest, merged. */
  const newestPlaces = async (states: readonly EditState[], place: string, limit: number): Promise<readonly string[]> => {
    const index = { name: LISTING_INDEX, partition: 'state', sort: 'newest' };
    const perState = await Promise.all(states.map((state) => places(index, { value: state, place, limit, forward: false })));
    return perState
      .flat()
      .sort((a, b) => (a < b ? 1 : -1))
      .slice(0, limit);
  };

  /** The records at these places as they are now, in the same order. */
  const records = async (at: readonly string[]): Promise<readonly Edit[]> => {
    const found = new Map<string, Edit>();
    let keys = at.map((place) => editKey(editIdAt(place)));
    while (keys.length > 0) {
      const answer = await client.send(
        new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: keys.slice(0, BATCH), ConsistentRead: true } } }),
      );
      for (const item of answer.Responses?.[tableName] ?? []) {
        const edit = editOf(item);
        if (edit !== undefined) found.set(edit.editId, edit);
      }
      keys = [...(answer.UnprocessedKeys?.[tableName]?.Keys ?? []), ...keys.slice(BATCH)];
    }
    return at.flatMap((place) => found.get(editIdAt(place)) ?? []);
  };

  return {
    list: async ({ limit, cursor, state, search }) =>
      await orUnavailable('LEDGER_UNAVAILABLE', 'listing edits', async () => {
        if (cursor !== undefined && !PLACE.test(cursor)) return { edits: [] };
        const states = state === undefined ? EDIT_STATES : [state];
        const edits: Edit[] = [];
        let before = cursor ?? AFTER_EVERYTHING;
        for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
          const size = search === undefined ? Math.min(BATCH, limit + 1 - edits.length) : BATCH;
          const at = await newestPlaces(states, before, size);
          edits.push(...(await records(at)).filter((edit) => isWanted(edit, state, search)));
          if (edits.length > limit) return { edits: edits.slice(0, limit), cursor: placeOf(edits[limit - 1]) };
          const last = at.at(-1);
          if (last === undefined || at.length < size) return { edits };
          before = last;
        }
        return { edits, cursor: before };
      }),
    unfinished: async ({ limit, cursor = BEFORE_EVERYTHING }) =>
      await orUnavailable('LEDGER_UNAVAILABLE', 'looking for unfinished edits', async () => {
        const index = { name: OPEN_INDEX, partition: 'open', sort: 'touched' };
        const at = await places(index, { value: OPEN, place: cursor, limit, forward: true });
        const edits = (await records(at)).filter(isOpen);
        const last = at.at(-1);
        return { edits, ...(at.length < limit || last === undefined ? {} : { cursor: last }) };
      }),
  };
};

/** A place, as {@link placeOf} writes it: a cursor that was not ours lists nothing rather than everything again. */
const PLACE = /^\d{15}#[0-9a-f]{40}$/;

/** Sorts after every place. */
const AFTER_EVERYTHING = '9'.repeat(16);

/** Sorts before every place. */
const BEFORE_EVERYTHING = '0';

const editIdAt = (place: string): string => place.slice(place.indexOf('#') + 1);

const placeOf = (edit: Edit | undefined): string =>
  edit === undefined ? '' : `${sortable(edit.times.createdAt)}#${edit.editId}`;

const isWanted = (edit: Edit, state: EditState | undefined, search: string | undefined): boolean => {
  if (state !== undefined && edit.state !== state) return false;
  if (search === undefined) return true;
  const wanted = search.toLowerCase();
  const key = edit.source.kind === 'api' ? '' : edit.source.key;
  return [key, edit.prompt, edit.preset ?? '', edit.editId].some((text) => text.toLowerCase().includes(wanted));
};
