import { copyFile, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#adapters/embedded/database/database.ts';
import { MIGRATIONS } from '#adapters/embedded/database/migrations.ts';
import { createSqliteLedger } from '#adapters/embedded/ledger/sqlite-ledger.ts';
import { idOf, queuedEdit } from '#test/support/edits.ts';
import { inTemporaryFolder } from '#test/support/temporary-folder.ts';

let home: string;
let file: string;
inTemporaryFolder((folder) => {
  home = folder;
  file = join(folder, 'ledger.sqlite');
});

describe('the database file', () => {
  it('keeps what was written when it is opened again', async () => {
    const before = createSqliteLedger({ file });
    await before.claim(queuedEdit(), {});
    before.close();
    const after = createSqliteLedger({ file });
    expect(await after.get(queuedEdit().editId)).toEqual(queuedEdit());
    after.close();
  });
  it('undoes a transaction that throws', () => {
    const database = openDatabase({ file: ':memory:' });
    const write = (): void => void database.sqlite.exec("INSERT INTO tasks VALUES ('task', 'edit')");
    expect(() =>
      database.transaction(() => {
        write();
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(database.sqlite.prepare('SELECT count(*) AS tasks FROM tasks').get()).toEqual({ tasks: 0 });
    database.transaction(write, { durable: true });
    expect(database.sqlite.prepare('SELECT count(*) AS tasks FROM tasks').get()).toEqual({ tasks: 1 });
    database.close();
  });
  it('is refused when a newer Darkroom wrote it', () => {
    const database = openDatabase({ file });
    database.sqlite.exec("INSERT INTO migrations VALUES (99, '2030-01-01')");
    database.close();
    expect(() => openDatabase({ file })).toThrow(expect.objectContaining({ code: 'DATABASE_TOO_NEW' }));
  });
  it('is refused with what to do when it is not a database', async () => {
    await writeFile(file, 'This is a text of some length and by no means a database file.'.repeat(50));
    expect(() => openDatabase({ file })).toThrow(expect.objectContaining({ code: 'DATABASE_UNUSABLE' }));
  });
  it.each([
    ['cut short', async () => truncate(file, 3 * 4096)],
    [
      'damaged in the middle',
      async () => {
        const handle = await open(file, 'r+');
        await handle.write(Buffer.alloc(4096 * 4, 0x55), 0, 4096 * 4, 4096);
        await handle.close();
      },
    ],
  ])('is refused, and left as it is, when it was %s', async (_how, damage) => {
    const ledger = createSqliteLedger({ file });
    for (let edit = 0; edit < 50; edit += 1) await ledger.claim(queuedEdit({ editId: idOf(String(edit)) }), {});
    ledger.close();
    await damage();
    const before = await readFile(file);
    const hint = expect.stringContaining('put back a backup');
    expect(() => openDatabase({ file })).toThrow(expect.objectContaining({ code: 'DATABASE_UNUSABLE', hint }));
    expect((await readFile(file)).equals(before)).toBe(true);
  });
  it('of an older version is brought up to date with everything that is in it', async () => {
    const older = new DatabaseSync(file);
    older.exec('CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)');
    older.exec(MIGRATIONS[0] ?? '');
    older.exec("INSERT INTO migrations VALUES (1, '2026-01-01'); INSERT INTO tasks VALUES ('task', 'edit')");
    older.close();
    const ledger = createSqliteLedger({ file });
    expect(await ledger.ownerOfTask('task')).toBe('edit');
    expect(await ledger.list({ limit: 9 })).toEqual({ edits: [] });
    ledger.close();
  });
  describe('with a mark of what it had seen', () => {
    const openMarked = () => openDatabase({ file, markFile: join(home, 'mark') });
    const spend = (): void => {
      const database = openMarked();
      database.transaction(() => undefined, { durable: true });
      database.close();
    };
    it('opens as often as one likes, and also when another program has looked into it', () => {
      spend();
      const other = new DatabaseSync(file);
      other.prepare('SELECT count(*) FROM edits').get();
      other.close();
      spend();
      openMarked().close();
    });
    it('is refused when an older copy was put in its place: what came after it would be paid again', async () => {
      spend();
      await copyFile(file, join(home, 'copy'));
      spend();
      await copyFile(join(home, 'copy'), file);
      const hint = expect.stringContaining(join(home, 'mark'));
      expect(openMarked).toThrow(expect.objectContaining({ code: 'LEDGER_OUTDATED', hint }));
      await rm(join(home, 'mark'));
      openMarked().close();
      expect(openMarked).not.toThrow();
    });
    it('is refused when what was not yet moved into it was removed with its -wal', async () => {
      const killed = openMarked();
      killed.transaction(() => undefined, { durable: true });
      await copyFile(file, join(home, 'copy'));
      killed.close();
      await copyFile(join(home, 'copy'), file);
      expect(openMarked).toThrow(expect.objectContaining({ code: 'LEDGER_OUTDATED' }));
    });
    it('takes a mark that says nothing, as older versions made it, and a ledger that is ahead of its mark', async () => {
      const counted = async () => Number(await readFile(join(home, 'mark'), 'utf8'));
      spend();
      const before = await counted();
      for (const mark of ['', 'x']) {
        await writeFile(join(home, 'mark'), mark);
        openMarked().close();
      }
      spend();
      expect(await counted()).toBe(before + 1);
    });
    it('counts nothing that was undone', () => {
      const database = openMarked();
      const undone = (): never => {
        throw new Error('undone');
      };
      expect(() => database.transaction(undone, { durable: true })).toThrow('undone');
      database.close();
      openMarked().close();
    });
  });
  it('answers Unavailable, which is retried, when it refuses', async () => {
    const ledger = createSqliteLedger({ file });
    ledger.close();
    await expect(ledger.get('x')).rejects.toMatchObject({ name: 'Unavailable', code: 'LEDGER_UNAVAILABLE' });
    await expect(ledger.claim(queuedEdit(), {})).rejects.toMatchObject({ name: 'Unavailable' });
  });
});
