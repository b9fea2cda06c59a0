import { chmod, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLogFile } from '#local/home/log-file.ts';
import { inTemporaryFolder } from '#test/support/temporary-folder.ts';

let file: string;
inTemporaryFolder((folder) => {
  file = join(folder, 'darkroom.jsonl');
});
const textIn = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
const settled = (path: string, text: string) => expect.poll(() => textIn(path)).toBe(text);

describe('the log of a home', () => {
  it('appends lines in order, also to what is there, and passes each on at once', async () => {
    await writeFile(file, 'before\n');
    const seen: string[] = [];
    const log = openLogFile({ file, alsoTo: (line) => void seen.push(line) });
    log.write('one\n');
    log.write('two\n');
    expect(seen).toEqual(['one\n', 'two\n']);
    await log.close();
    expect(await textIn(file)).toBe('before\none\ntwo\n');
  });
  it.each([
    ['removed', () => rm(file)],
    ['renamed', () => rename(file, `${file}.old`)],
  ])('begins a new file when its file was %s', async (_how, change) => {
    const log = openLogFile({ file });
    log.write('one\n');
    await settled(file, 'one\n');
    await change();
    log.write('two\n');
    await log.close();
    expect(await textIn(file)).toBe('two\n');
  });
  it.runIf(process.platform === 'linux')(
    'keeps its lines while the disk is full, and writes them when there is room',
    async () => {
      await symlink('/dev/full', file);
      const log = openLogFile({ file });
      for (const line of ['one\n', 'two\n']) log.write(line);
      await log.close();
      await rm(file);
      log.write('three\n');
      await log.close();
      expect(await textIn(file)).toBe('one\ntwo\nthree\n');
    },
  );
  it('drops the oldest lines when too many wait, and says how many', async () => {
    const log = openLogFile({ file: join(dirname(file), 'not-there', 'log'), maxWaiting: 10 });
    for (let line = 0; line < 100; line += 1) log.write(`${String(line).padStart(4, '0')}\n`);
    await log.close();
    await mkdir(join(dirname(file), 'not-there'));
    log.write('0100\n');
    await log.close();
    expect(await textIn(join(dirname(file), 'not-there', 'log'))).toBe(
      '{"level":"warn","event":"log lines lost","count":99}\n0099\n0100\n',
    );
  });
  it('puts a file aside that has grown large, also while it runs', async () => {
    const log = openLogFile({ file, maxBytes: 5 });
    log.write('123456\n');
    await settled(file, '123456\n');
    log.write('next\n');
    await log.close();
    expect(await textIn(`${file}.1`)).toBe('123456\n');
    expect(await textIn(file)).toBe('next\n');
  });
  it.skipIf(process.platform === 'win32')(
    'can be read by its owner alone, also when it was there with wider rights',
    async () => {
      await writeFile(file, '');
      await chmod(file, 0o644);
      const log = openLogFile({ file });
      log.write('one\n');
      await log.close();
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    },
  );
});
