/** The home folder: what lies where, that only one process works in it, and that others cannot read what is secret in it. */
import { access, chmod, constants, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { asRefusal } from '#adapters/embedded/database/file-refused.ts';
import { Unavailable } from '#core/errors.ts';
import { LOCK_FILE, lockHome } from './lock.ts';
import { makePrivate, makePrivateFile } from './private-files.ts';

/** Where things are below a home. */
export interface Home {
  readonly path: string;
  readonly databaseFile: string;
  readonly simulatorFolder: string;
  readonly logFile: string;
  /** Keeps the last instant that was seen; see clock-watch.ts. */
  readonly clockFile: string;
  /** What whoever starts Darkroom should know: rights that were taken away, or could not be. */
  readonly notices: readonly string[];
  /** Made with the ledger: from then on a home without that ledger, or with an older one, is refused. */
  readonly ledgerMarkFile: string;
  /** Gives the home back. */
  release(): Promise<void>;
}

const FOLDERS = ['uploads', 'requests', 'presets', 'inputs', 'results', 'logs'] as const;
const LEDGER = 'ledger.sqlite';
/** Says that there was a ledger: without it, a lost one would be replaced by an empty one, and every upload be edited and paid again. */
const LEDGER_BEGAN = '.ledger-began';
/** Says that the rights of others were looked at once: whoever gives them back after that wants it so. */
const MADE_PRIVATE = '.made-private';
const ADDRESS = '.address.json';

/**
 * Takes a home for this process and lays it out if it is new, with the starter presets from `presets`.
 * @throws Unavailable HOME_IN_USE, HOME_UNUSABLE, LEDGER_MISSING
 */
export const openHome = async (path: string, { presets }: { readonly presets: string }): Promise<Home> => {
  const made = await orUnusable(path, () => makeFolder(path));
  const unlock = lockHome(path);
  try {
    const notices = await orUnusable(path, () => layOut(path, { presets, made }));
    return {
      path,
      databaseFile: join(path, LEDGER),
      simulatorFolder: join(path, '.simulator'),
      logFile: join(path, 'logs', 'darkroom.jsonl'),
      clockFile: join(path, '.clock'),
      notices,
      ledgerMarkFile: join(path, LEDGER_BEGAN),
      release: async () => {
        await rm(addressFile(path), { force: true });
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
};

/** Makes a folder that only its owner may enter, whatever the umask says; answers whether it was made. */
const makeFolder = async (path: string): Promise<boolean> => {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return false;
  await chmod(path, 0o700);
  return true;
};

const layOut = async (
  path: string,
  { presets, made }: { readonly presets: string; readonly made: boolean },
): Promise<readonly string[]> => {
  const existing = (await readdir(path)).filter((name) => name !== LOCK_FILE);
  await refuseLostLedger(path, existing);
  const notices = await closeToOthers(path, { ours: made || existing.length === 0 || existing.includes(LEDGER), existing });
  for (const folder of FOLDERS) {
    await mkdir(join(path, folder), { recursive: true });
    await access(join(path, folder), constants.R_OK | constants.W_OK | constants.X_OK);
  }
  if (!existing.includes(LEDGER)) await copyPresets(presets, join(path, 'presets'));
  await makePrivateFile(join(path, LEDGER));
  await rm(join(path, '.incoming'), { recursive: true, force: true });
  return notices;
};

const refuseLostLedger = async (path: string, existing: readonly string[]): Promise<void> => {
  if (!existing.includes(LEDGER_BEGAN)) return;
  const size = existing.includes(LEDGER) ? (await stat(join(path, LEDGER))).size : 0;
  if (size > 0) return;
  throw new Unavailable({
    code: 'LEDGER_MISSING',
    message: `the ledger ${join(path, LEDGER)} is ${existing.includes(LEDGER) ? 'empty' : 'gone'}; with a new one every upload would be edited, and paid, again`,
    hint: `Put it back from a backup. Or, to begin anew: move uploads/ and requests/ away, then delete ${join(path, LEDGER_BEGAN)}.`,
  });
};

/** Secret files always; the folder itself once, and only if it is a home of ours: a shared folder of a person's stays shared. */
const closeToOthers = async (
  path: string,
  { ours, existing }: { readonly ours: boolean; readonly existing: readonly string[] },
): Promise<readonly string[]> => {
  const logs = await readdir(join(path, 'logs')).catch(() => []);
  const secrets = [LOCK_FILE, LEDGER, `${LEDGER}-wal`, `${LEDGER}-shm`, ADDRESS, ...logs.map((name) => join('logs', name))];
  const looked = ours && !existing.includes(MADE_PRIVATE) ? [path] : [];
  const notices: string[] = [];
  for (const each of [...looked, ...secrets.map((name) => join(path, name))]) {
    const privacy = await makePrivate(each);
    if (privacy === 'tightened' && !each.endsWith(LOCK_FILE)) notices.push(`${each} could be read by others; now only by you`);
    if (privacy === 'open') notices.push(`${each} can be read by others: this file system keeps no rights, or it is not yours`);
  }
  if (ours) await makePrivateFile(join(path, MADE_PRIVATE));
  return notices;
};

/** Does the work. @throws Unavailable HOME_UNUSABLE for what the file system refuses */
const orUnusable = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw asRefusal(
      {
        code: 'HOME_UNUSABLE',
        message: `the folder ${path} cannot be used`,
        hint: 'Set DARKROOM_HOME to a folder that you may write to.',
      },
      error,
      'starting',
    );
  }
};

const copyPresets = async (from: string, to: string): Promise<void> => {
  const names = await readdir(from).catch(() => []);
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    await cp(join(from, name), join(to, name), { force: false, errorOnExist: false });
  }
};

const addressSchema = z.object({ url: z.string(), pid: z.int() });
/** Where the process that works in a home can be reached. */
export type Address = z.infer<typeof addressSchema>;

const addressFile = (home: string): string => join(home, ADDRESS);

/** Tells other processes where this one can be reached. */
export const writeAddress = (home: string, address: Address): Promise<void> =>
  writeFile(addressFile(home), JSON.stringify(address), { mode: 0o600 });

/** Where the process that works in a home says it can be reached; it may have died since. */
export const readAddress = async (home: string): Promise<Address | undefined> => {
  const text = await readFile(addressFile(home), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return addressSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};
