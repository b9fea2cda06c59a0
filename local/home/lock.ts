/** That only one process works in a home: a lock that the operating system takes back when the process dies, however it dies. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileRefused, isHeldByOther } from '#adapters/embedded/database/file-refused.ts';
import { Unavailable } from '#core/errors.ts';

/** The file that is locked, below the home. */
export const LOCK_FILE = '.lock';

/** Takes the lock of a home and answers how to give it back. @throws Unavailable HOME_IN_USE, HOME_UNUSABLE */
export const lockHome = (path: string): (() => void) => {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(path, LOCK_FILE));
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    if (database?.isOpen) database.close();
    throw isHeldByOther(cause) ? inUse(path, cause) : unusable(path, cause);
  }
  const held = database;
  return () => {
    if (held.isOpen) held.close();
  };
};

/** Whether a process works in a home, or has not given it back yet. Makes nothing where there is none. */
export const isHomeInUse = (path: string): boolean => {
  if (!existsSync(join(path, LOCK_FILE))) return false;
  try {
    lockHome(path)();
    return false;
  } catch (error) {
    return error instanceof Unavailable && error.code === 'HOME_IN_USE';
  }
};

const inUse = (path: string, cause: unknown): Unavailable =>
  new Unavailable({
    code: 'HOME_IN_USE',
    message: `another Darkroom already works in ${path}`,
    hint: 'Use that one, stop it first, or set DARKROOM_HOME to another folder.',
    cause,
  });

const unusable = (path: string, cause: unknown): Unavailable =>
  fileRefused(
    {
      code: 'HOME_UNUSABLE',
      message: `the folder ${path} cannot be written`,
      hint: 'Set DARKROOM_HOME to a folder that you may write to.',
    },
    cause,
    'starting',
  );
