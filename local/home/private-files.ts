/**
 * Files that only who runs Darkroom may read: the ledger (webhook secrets, prompts), the log, the address. Rights are set by name after
 * making, so that no umask widens or breaks them; a file system that keeps no rights (FAT, some network folders) is told of.
 */
import { chmod, open, stat } from 'node:fs/promises';

/** What became of a file or folder. `open`: others may read it, and that could not be changed. */
export type Privacy = 'absent' | 'private' | 'tightened' | 'open';

const OTHERS = 0o077;

/** Windows has lists of rights instead: what is below a user's own folders is private there. */
const HAS_RIGHTS = process.platform !== 'win32';

/** Takes the rights of others away, if they have any. @throws nothing: what cannot be changed is answered */
export const makePrivate = async (path: string): Promise<Privacy> => {
  if (!HAS_RIGHTS) return 'private';
  const before = await modeOf(path);
  if (before === undefined) return 'absent';
  if ((before & OTHERS) === 0) return 'private';
  await chmod(path, before & ~OTHERS).catch(() => undefined);
  return ((await modeOf(path)) ?? 0) & OTHERS ? 'open' : 'tightened';
};

/** Makes an empty file for its owner alone, unless there is one. @throws a system error when it cannot be made */
export const makePrivateFile = async (path: string): Promise<void> => {
  const file = await open(path, 'a', 0o600);
  await file.close();
};

const modeOf = async (path: string): Promise<number | undefined> => (await stat(path).catch(() => undefined))?.mode;
