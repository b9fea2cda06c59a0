/** Edits as rows: the record as JSON, and the columns that lists and queues are read by. */
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { WaitingEdit } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { isWaiting } from '#core/edit/ledger-effects.ts';
import type { EditPage, Ledger } from '#core/ports/ledger.ts';
import type { Database } from '../database/database.ts';

/** Reading and writing edits; the writes belong into a transaction of the caller. */
export interface EditTable {
  get(editId: string): Edit | undefined;
  insert(edit: Edit): void;
  replace(edit: Edit): void;
  list(query: Parameters<Ledger['list']>[0]): EditPage;
  waiting(limit: number): readonly WaitingEdit[];
  waitingBefore(instant: number): number;
  unfinished(query: Parameters<Ledger['unfinished']>[0]): EditPage;
}

type Row = Record<string, SQLOutputValue>;

/** Statements over the table `edits`. */
export const createEditTable = ({ sqlite }: Database): EditTable => {
  const get = sqlite.prepare('SELECT record FROM edits WHERE edit_id = ?');
  const insert = sqlite.prepare(
    `INSERT INTO edits (edit_id, revision, state, created_at, updated_at, waiting_since, search, record)
     VALUES ($id, $revision, $state, $created, $updated, $waiting, $search, $record)`,
  );
  const replace = sqlite.prepare(
    `UPDATE edits SET revision = $revision, state = $state, created_at = $created, updated_at = $updated,
       waiting_since = $waiting, search = $search, record = $record WHERE edit_id = $id`,
  );
  const waiting = sqlite.prepare(
    `SELECT edit_id, waiting_since, json_extract(record, '$.slot') IS NOT NULL AS has_slot
       FROM edits WHERE waiting_since IS NOT NULL ORDER BY waiting_since, edit_id LIMIT ?`,
  );
  const waitingBefore = sqlite.prepare('SELECT count(*) AS edits FROM edits WHERE waiting_since < ?');
  // Named, since SQLite would take the index by state and sort all that is unfinished for every page.
  const unfinished = sqlite.prepare(
    `SELECT record FROM edits INDEXED BY edits_unfinished WHERE state IN ('QUEUED', 'SUBMITTING', 'RUNNING', 'UNRESOLVED')
        AND (updated_at, edit_id) > (?, ?) AND json_extract(record, '$.times.closedAt') IS NULL
      ORDER BY updated_at, edit_id LIMIT ?`,
  );

  return {
    get: (editId) => {
      const row = get.get(editId);
      return row === undefined ? undefined : recordOf(row);
    },
    insert: (edit) => void insert.run(columnsOf(edit)),
    replace: (edit) => void replace.run(columnsOf(edit)),
    list: (query) => {
      const { sql, values } = listStatement(query);
      const rows = sqlite.prepare(sql).all(...values);
      const edits = rows.slice(0, query.limit).map(recordOf);
      const last = edits.at(-1);
      return { edits, ...(rows.length > query.limit && last !== undefined ? { cursor: cursorOf(last) } : {}) };
    },
    waiting: (limit) =>
      waiting.all(limit).map((row) => ({
        editId: String(row.edit_id),
        waitingSince: Number(row.waiting_since),
        hasSlot: Number(row.has_slot) === 1,
      })),
    waitingBefore: (instant) => Number(waitingBefore.get(instant)?.edits ?? 0),
    unfinished: ({ limit, cursor }) => {
      const after = cursor === undefined ? ([-1, ''] as const) : readCursor(cursor);
      const rows = unfinished.all(...after, limit + 1);
      const edits = rows.slice(0, limit).map(recordOf);
      const last = edits.at(-1);
      const more = rows.length > limit && last !== undefined;
      return { edits, ...(more ? { cursor: `${last.times.updatedAt}-${last.editId}` } : {}) };
    },
  };
};

const recordOf = (row: Row): Edit => JSON.parse(String(row.record)) as Edit;

const columnsOf = (edit: Edit): Record<string, SQLInputValue> => ({
  $id: edit.editId,
  $revision: edit.revision,
  $state: edit.state,
  $created: edit.times.createdAt,
  $updated: edit.times.updatedAt,
  $waiting: isWaiting(edit) ? (edit.times.waitingSince ?? edit.times.createdAt) : null,
  $search: searchText(edit),
  $record: JSON.stringify(edit),
});

/** What a search looks in; parts are kept apart by a character that no search can contain. */
const searchText = (edit: Edit): string =>
  [edit.source.kind === 'api' ? '' : edit.source.key, edit.prompt, edit.preset ?? '', edit.editId].join(APART).toLowerCase();

const APART = '\u001f';

const listStatement = ({ limit, cursor, state, search }: Parameters<Ledger['list']>[0]) => {
  const place = cursor === undefined ? undefined : readCursor(cursor);
  const wanted = search?.toLowerCase().replaceAll(APART, '');
  const conditions: readonly [string, readonly SQLInputValue[]][] = [
    ...(state === undefined ? [] : [['state = ?', [state]] as [string, SQLInputValue[]]]),
    ...(wanted === undefined ? [] : [['instr(search, ?) > 0', [wanted]] as [string, SQLInputValue[]]]),
    ...(place === undefined ? [] : [['(created_at, edit_id) < (?, ?)', [...place]] as [string, SQLInputValue[]]]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`;
  return {
    sql: `SELECT record FROM edits ${where} ORDER BY created_at DESC, edit_id DESC LIMIT ?`,
    values: [...conditions.flatMap(([, values]) => values), limit + 1],
  };
};

/** A place in the list: creation, then id. Text that sorts as the list does and says nothing that the list does not. */
const cursorOf = (edit: Edit): string => `${edit.times.createdAt}-${edit.editId}`;

/** A cursor that was not ours lists nothing rather than everything again. */
const readCursor = (cursor: string): readonly [number, string] => {
  const match = /^(\d{1,15})-([0-9a-f]{40})$/.exec(cursor);
  return match?.[1] === undefined || match[2] === undefined ? [-1, ''] : [Number(match[1]), match[2]];
};
