/** The home folder: what lies where, and that only one process works in it. */

import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod/mini';
import { fileRefused } from '#adapters/embedded/database/file-refused.ts';
import { Unavailable } from '#core/errors.ts';

/** Where things are below a home. */
export interface Home {
  readonly path: string;
  readonly databaseFile: string;
  readonly simulatorFolder: string;
  readonly logFile: string;
  /** Gives the home back. */
  release(): Promise<void>;
}

const FOLDERS = ['uploads', 'requests', 'presets', 'inputs', 'results', 'logs'] as const;

/**
 * Takes a home for this process and lays it out if it is new, with the starter presets from `presets`.
 * @throws Unavailable HOME_IN_USE, HOME_UNUSABLE
 */
export const openHome = async (path: string, { presets }: { readonly presets: string }): Promise<Home> => {
  await makeFolder(path);
  const unlock = lock(path);
  try {
    const existing = await readdir(path);
    const isNew = !existing.includes('ledger.sqlite');
    for (const folder of FOLDERS) await makeFolder(join(path, folder));
    if (isNew) await copyPresets(presets, join(path, 'presets'));
    await rm(join(path, '.incoming'), { recursive: true, force: true });
    return {
      path,
      databaseFile: join(path, 'ledger.sqlite'),
      simulatorFolder: join(path, '.simulator'),
      logFile: join(path, 'logs', 'darkroom.jsonl'),
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

const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw fileRefused(
      {
        code: 'HOME_UNUSABLE',
        message: `the folder ${path} cannot be made`,
        hint: 'Set DARKROOM_HOME to a folder that you may write to.',
      },
      cause,
    );
  }
};

const copyPresets = async (from: string, to: string): Promise<void> => {
  const names = await readdir(from).catch(() => []);
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    await cp(join(from, name), join(to, name), { force: false, errorOnExist: false });
  }
};

/** A lock that the operating system takes back when the process dies, however it dies. */
const lock = (path: string): (() => void) => {
  const database = new DatabaseSync(join(path, '.lock'));
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return () => {
      if (database.isOpen) database.close();
    };
  } catch (cause) {
    database.close();
    throw new Unavailable({
      code: 'HOME_IN_USE',
      message: `another Darkroom already works in ${path}`,
      hint: 'Use that one, stop it first, or set DARKROOM_HOME to another folder.',
      cause,
    });
  }
};

const addressSchema = z.object({ url: z.string(), pid: z.int() });
/** Where the process that works in a home can be reached. */
export type Address = z.infer<typeof addressSchema>;

const addressFile = (home: string): string => join(home, '.address.json');

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
