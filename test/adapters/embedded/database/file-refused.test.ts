import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { absentIfGone, answerFrom, asRefusal, fileRefused, isHeldByOther } from '#adapters/embedded/database/file-refused.ts';
import { InvalidEdit } from '#core/errors.ts';

const PROBLEM = { code: 'STORE_UNAVAILABLE', message: 'the folder /home refused', hint: 'Check it.' };
const systemError = (code: string) => Object.assign(new Error(`${code}: it failed, write`), { code, syscall: 'write' });
const sqliteError = (errcode: number) => Object.assign(new Error('it failed'), { code: 'ERR_SQLITE_ERROR', errcode });

describe('an error of the file system', () => {
  it.each([
    ['ENOSPC', 'make room'],
    ['EDQUOT', 'make room'],
    ['EACCES', 'right to read and write'],
    ['EPERM', 'right to read and write'],
    ['EROFS', 'mount the file system for writing'],
    ['EMFILE', 'ulimit -n'],
    ['ENFILE', 'ulimit -n'],
    ['EIO', 'disk or the network folder fails'],
    ['ESTALE', 'disk or the network folder fails'],
    ['ENOTDIR', 'put it back'],
  ])('%s is Unavailable, which is repeated, and says what helps', (code, hint) => {
    expect(asRefusal(PROBLEM, systemError(code))).toMatchObject({
      name: 'Unavailable',
      code: 'STORE_UNAVAILABLE',
      message: `the folder /home refused: ${code}: it failed, write`,
      hint: expect.stringContaining(hint),
      cause: { code },
    });
  });
  it.each([
    [5, 'Another program holds the file'],
    [5 | (1 << 8), 'Another program holds the file'],
    [8, 'mount the file system for writing'],
    [10 | (12 << 8), 'disk or the network folder fails'],
    [11, 'put back a backup'],
    [13, 'make room'],
    [14, 'right to read and write'],
    [26, 'put back a backup'],
  ])('and so is code %i of SQLite, extended or not', (errcode, hint) => {
    expect(asRefusal(PROBLEM, sqliteError(errcode))).toMatchObject({ name: 'Unavailable', hint: expect.stringContaining(hint) });
  });
  it('is told as it comes from SQLite itself', async () => {
    const sqlite = new DatabaseSync(':memory:');
    sqlite.exec('CREATE TABLE notes (text TEXT); PRAGMA max_page_count = 2');
    const fill = () => {
      for (let row = 0; row < 100; row += 1) sqlite.exec(`INSERT INTO notes VALUES ('${'x'.repeat(1000)}')`);
    };
    await expect(answerFrom(PROBLEM)(fill)).rejects.toMatchObject({
      name: 'Unavailable',
      hint: expect.stringContaining('make room'),
    });
    sqlite.close();
  });
  it('says at start what helps and then what else there is, since nothing is tried again by itself', () => {
    const home = { code: 'HOME_UNUSABLE', message: 'the folder', hint: 'Or set DARKROOM_HOME.' };
    const hint = (code: string) => fileRefused(home, systemError(code), 'starting').hint;
    expect(hint('EROFS')).toMatch(/^It may be read but not written.* Or set DARKROOM_HOME\.$/);
    expect(hint('ENOENT')).toBe('Or set DARKROOM_HOME.');
    for (const code of ['ENOSPC', 'EACCES', 'EMFILE']) expect(hint(code)).not.toContain('by itself');
  });
  it('stays what it is when it is none: a connection that broke, a mistake of ours, an error of the family', () => {
    const others = [systemError('ECONNRESET'), systemError('EPIPE'), new TypeError('mistake'), new InvalidEdit(PROBLEM)];
    for (const error of others) expect(asRefusal(PROBLEM, error)).toBe(error);
  });
  it('proves absence only where the system says that there is no such file', () => {
    expect(absentIfGone(systemError('ENOENT'))).toBeUndefined();
    for (const code of ['EACCES', 'EMFILE', 'EIO', 'ESTALE']) expect(() => absentIfGone(systemError(code))).toThrow(code);
  });
  it('tells a file that another process holds', () => {
    expect(isHeldByOther(sqliteError(5))).toBe(true);
    expect(isHeldByOther(sqliteError(14))).toBe(false);
    expect(isHeldByOther('no error')).toBe(false);
  });
});
