/**
 * Pools: a step of migrations.ts. Until version 0.2 the slots and the create lock lay in one document, `admission` (its lock once called
 * `lane`): whoever holds a slot there gets it written on the record, where it belongs, and edits under way go on.
 */
export const POOL_SCHEMA = `
  CREATE TABLE pools (
    name        TEXT PRIMARY KEY,
    used        INTEGER NOT NULL,
    create_lock TEXT
  ) WITHOUT ROWID;

  ALTER TABLE executions ADD COLUMN failure TEXT;

  UPDATE edits SET record = json_set(record, '$.slot', json('{"pool":"default","shard":0}'))
   WHERE edit_id IN (
           SELECT json_extract(holder.value, '$.editId')
             FROM documents, json_each(documents.body, '$.holders') AS holder
            WHERE documents.name = 'admission')
     AND (state IN ('QUEUED', 'SUBMITTING') OR (state = 'RUNNING' AND json_extract(record, '$.times.detectedAt') IS NULL));

  INSERT INTO pools (name, used, create_lock)
  SELECT 'default',
         (SELECT count(*) FROM edits WHERE json_extract(record, '$.slot') IS NOT NULL),
         (SELECT json_object(
                   'editId', edits.edit_id,
                   'attempt', json_extract(edits.record, '$.submission.attempt'),
                   'since', json_extract(lock.value, '$.since'),
                   'until', json_extract(lock.value, '$.until'))
            FROM json_each(documents.body) AS lock
            JOIN edits ON edits.edit_id = json_extract(lock.value, '$.editId')
           WHERE lock.key IN ('createLock', 'lane') AND json_extract(edits.record, '$.submission.attempt') IS NOT NULL)
    FROM documents WHERE name = 'admission';

  DELETE FROM documents WHERE name = 'admission';
`;
