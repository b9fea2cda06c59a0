/** The small documents that many edits share, changed by compare-and-set on their revision. */
import type { Database } from '../database/database.ts';

/** Documents by name. */
export interface DocumentTable {
  read(name: string): unknown;
  /** Writes revision n only over revision n - 1 (0: not there yet); `false` when somebody else wrote. */
  write(name: string, next: { readonly revision: number }): boolean;
  /** Writes whatever is there. */
  overwrite(name: string, body: unknown): void;
}

/** Statements over the table `documents`. */
export const createDocumentTable = ({ sqlite, transaction }: Database): DocumentTable => {
  const read = sqlite.prepare('SELECT revision, body FROM documents WHERE name = ?');
  const write = sqlite.prepare(
    `INSERT INTO documents (name, revision, body) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, body = excluded.body`,
  );
  return {
    read: (name) => {
      const row = read.get(name);
      return row === undefined ? undefined : JSON.parse(String(row.body));
    },
    write: (name, next) =>
      transaction(() => {
        if (Number(read.get(name)?.revision ?? 0) !== next.revision - 1) return false;
        write.run(name, next.revision, JSON.stringify(next));
        return true;
      }),
    overwrite: (name, body) =>
      transaction(() => void write.run(name, Number(read.get(name)?.revision ?? 0) + 1, JSON.stringify(body)), { durable: true }),
  };
};
