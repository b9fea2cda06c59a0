/** The home folder: whether it can be written, who may read it, how much room it has, and whether its time went back. */
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readLastSeen } from '#local/triggers/clock-watch.ts';
import type { Env, Finding } from './finding.ts';

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

const nearestFolder = async (path: string): Promise<string> =>
  (await isThere(path)) || dirname(path) === path ? path : nearestFolder(dirname(path));

/** Less room than this is worth a word, and less than that keeps a result from being stored, in bytes. */
const ROOMY_BYTES = 1024 ** 3;
const LEAST_BYTES = 64 * 1024 ** 2;

const PEOPLE_FOLDERS = ['uploads', 'requests', 'presets', 'inputs', 'results', 'logs'] as const;
const SECRET_FILES = ['ledger.sqlite', 'ledger.sqlite-wal', '.address.json', 'logs/darkroom.jsonl'] as const;

/** What is wrong or right with a home. For one that is not there yet the folder is looked at that it will be made in. */
export const checkHome = async (home: string, env: Env, now: number): Promise<readonly Finding[]> => {
  const folder = await nearestFolder(home);
  const refused = await refusedFolder(folder, folder === home ? PEOPLE_FOLDERS : []);
  if (refused !== undefined) {
    const hint = 'Give yourself the right to write there, or set DARKROOM_HOME to a folder that you may write to.';
    return [{ check: 'folder', state: 'fail', found: refused, hint }];
  }
  const { bavail, bsize, files, ffree } = await statfs(folder);
  return [
    { check: 'folder', state: 'ok', found: folder === home ? home : `${home} (made at the first start)` },
    ...(folder === home ? await checkRights(home, env) : []),
    diskFinding(bavail * bsize, files > 0 && ffree === 0),
    ...(await checkTime(home, now)),
  ];
};

/** The first folder that cannot be used, in words. */
const refusedFolder = async (folder: string, below: readonly string[]): Promise<string | undefined> => {
  for (const path of [folder, ...below.map((name) => join(folder, name))]) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) continue;
    if (!found.isDirectory()) return `${path} is not a folder`;
    const mayWrite = await access(path, constants.R_OK | constants.W_OK | constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!mayWrite) return `${path} may not be written`;
  }
  return undefined;
};

/** The room of a disk with this many bytes left. `noFiles`: it takes no further file, however small. */
export const diskFinding = (freeBytes: number, noFiles: boolean): Finding => {
  const found = `${(freeBytes / 1024 ** 3).toFixed(1)} GB free${noFiles ? ', but no file can be made any more' : ''}`;
  if (freeBytes < LEAST_BYTES || noFiles) {
    const hint =
      'Results cannot be stored: make room now. Edits wait and go on by themselves; the service keeps results for 24 hours.';
    return { check: 'disk', state: 'fail', found, hint };
  }
  if (freeBytes >= ROOMY_BYTES) return { check: 'disk', state: 'ok', found };
  const hint = 'A result has 2 to 5 MB, and every version of an image is kept: make room, or move DARKROOM_HOME.';
  return { check: 'disk', state: 'warn', found, hint };
};

const OTHERS = 0o077;

/** Who else may read what is secret: the home, the files in it, and the file of the key. */
const checkRights = async (home: string, env: Env): Promise<readonly Finding[]> => {
  if (process.platform === 'win32') return [];
  const keyFile = env.DASHSCOPE_API_KEY_FILE_PATH?.trim();
  const secrets = [...SECRET_FILES.map((name) => join(home, name)), ...(keyFile ? [keyFile] : [])];
  const open: string[] = [];
  for (const path of [home, ...secrets]) {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && (found.mode & OTHERS) !== 0) open.push(path);
  }
  if (open.length === 0) return [{ check: 'rights', state: 'ok', found: 'only you may read it' }];
  const hint = `If that is not wanted: chmod go-rwx ${open.join(' ')}`;
  return [{ check: 'rights', state: 'warn', found: `others may read ${open.join(', ')}`, hint }];
};

/** Time in a home that is ahead of the machine's clock: it was set back. */
const checkTime = async (home: string, now: number): Promise<readonly Finding[]> => {
  const ahead = ((await readLastSeen(join(home, '.clock'))) ?? now) - now;
  if (ahead < 60_000) return [];
  const found = `this machine's clock was set back by ${Math.round(ahead / 60_000)} minutes since Darkroom ran here`;
  const hint = 'Nothing waits longer for it. If the clock is wrong now, set it: timedatectl set-ntp true.';
  return [{ check: 'time', state: 'warn', found, hint }];
};
