/** Keys as paths below one home: exactly the key's characters, never outside the home, whatever the key or a link says. */
import { realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { InvalidEdit } from '#core/errors.ts';
import { absentIfGone } from '../database/file-refused.ts';

/** Top folders that hold objects; everything else below the home is the store's own. */
export const OBJECT_FOLDERS = ['uploads', 'requests', 'presets', 'inputs', 'results'] as const;

const MAX_SEGMENT_BYTES = 255;

/** Why a key cannot be a file below the home; undefined when it can. */
export const pathProblem = (key: string): string | undefined => {
  const segments = key.split('/');
  const [folder, ...rest] = segments;
  if (!OBJECT_FOLDERS.some((known) => known === folder) || rest.length === 0) {
    return `it must begin with one of ${OBJECT_FOLDERS.map((known) => `${known}/`).join(', ')}`;
  }
  if (rest.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return 'its parts between slashes must not be empty, "." or ".."';
  }
  if (key.includes('\0')) return 'it must not contain the NUL character';
  if (sep === '\\' && /[\\:*?"<>|]/.test(key)) return 'it contains a character that this system does not allow in names';
  if (!key.isWellFormed()) return 'it must be well-formed Unicode';
  if (rest.some((segment) => Buffer.byteLength(segment) > MAX_SEGMENT_BYTES)) {
    return `a part between slashes is longer than ${MAX_SEGMENT_BYTES} bytes`;
  }
  return undefined;
};

/** The path of a key. @throws InvalidEdit KEY_REFUSED */
export const pathOf = (home: string, key: string): string => {
  const problem = pathProblem(key);
  if (problem !== undefined) {
    throw new InvalidEdit({
      code: 'KEY_REFUSED',
      message: `the key ${JSON.stringify(key)} cannot be stored: ${problem}`,
      hint: 'Use another name.',
    });
  }
  return join(home, ...key.split('/'));
};

/** Whether the file or folder at `path`, with every link followed, lies below the home. False when it does not exist. */
export const isInside = async (home: string, path: string): Promise<boolean> => {
  const [root, real] = await Promise.all([realpath(home), realpath(path).catch(absentIfGone)]);
  return real !== undefined && (real === root || real.startsWith(root + sep));
};

/** Whether the nearest folder above `path` that exists lies below the home, links followed. */
export const parentIsInside = async (home: string, path: string): Promise<boolean> => {
  for (let folder = dirname(path); folder.length >= home.length; folder = dirname(folder)) {
    const real = await realpath(folder).catch(absentIfGone);
    if (real !== undefined) return isInside(home, folder);
  }
  return false;
};
