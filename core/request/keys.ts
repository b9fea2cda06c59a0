/**
 * Keys: which object starts an edit, and where its results land. One rule for both halves of the key space: `results/` is written
 * by Darkroom only, so nothing under it (nor anything that {@link classifyKey} calls `other`) ever starts an edit.
 */
import type { Problem } from '../errors.ts';
import { hashOf } from '../ids.ts';

/** What a key means. `folder` is the first folder below `uploads/`: the preset's name. */
export type KeyMeaning =
  | { readonly kind: 'upload'; readonly folder?: string }
  | { readonly kind: 'request' }
  | { readonly kind: 'preset'; readonly name: string }
  | { readonly kind: 'other' };

const OTHER: KeyMeaning = { kind: 'other' };

/** Whether a file of this name was left behind by a system or a half-finished copy, and is not meant as an upload. */
export const isDebris = (name: string): boolean =>
  name === '' ||
  name.startsWith('.') ||
  /^(thumbs\.db|desktop\.ini)$/i.test(name) ||
  /\.(part|partial|tmp|crdownload)$/i.test(name);

/** What the key of a new object means. */
export const classifyKey = (key: string): KeyMeaning => {
  const [area, ...below] = key.split('/');
  const name = below.at(-1);
  if (name === undefined || isDebris(name)) return OTHER;
  if (area === 'uploads') {
    const folder = below.length > 1 ? below[0] : undefined;
    return folder === undefined ? { kind: 'upload' } : { kind: 'upload', folder };
  }
  if (area === 'requests') return name.endsWith('.json') ? { kind: 'request' } : OTHER;
  const preset = area === 'presets' && below.length === 1 ? /^(.+)\.json$/.exec(name)?.[1] : undefined;
  return preset === undefined ? OTHER : { kind: 'preset', name: preset };
};

/** Why a key cannot be used, whatever it means; undefined when it can. Any Unicode is fine; a path that climbs is not. */
export const keyProblem = (key: string): Problem | undefined => {
  const climbs = key.split('/').some((segment) => segment === '..' || segment === '.');
  if (!climbs && !key.includes('\0') && key.isWellFormed()) return undefined;
  return {
    code: 'KEY_REFUSED',
    message: `the key ${JSON.stringify(key)} ${climbs ? 'has a "." or ".." segment' : 'has characters that no file name can have'}`,
    hint: 'Upload the file under a plain name.',
  };
};

/** S3 allows keys of 1024 bytes; the longest name below a prefix is `edit.json` or one picture. */
const MAX_PREFIX_BYTES = 1024 - 16;

const API_PREFIX = 'results/api';

/** Where the results of an edit land: `results/<source key below its area>/<editId>/`, or `results/api/<editId>/` for a call. */
export const resultPrefix = (editId: string, sourceKey?: string): string => {
  if (sourceKey === undefined) return `${API_PREFIX}/${editId}/`;
  if (keyProblem(sourceKey) !== undefined) return `results/refused/${editId}/`;
  const below = sourceKey.slice(sourceKey.indexOf('/') + 1);
  const prefix = `results/${below}/${editId}/`;
  return Buffer.byteLength(prefix) > MAX_PREFIX_BYTES ? `results/long-names/${hashOf(sourceKey)}/${editId}/` : prefix;
};

/** Where pixels that came inside a request are kept: the same picture under the same key. */
export const inlineKey = (sha256: string, extension: string): string => `inputs/${sha256}.${extension}`;

/** Areas from which a request may name pictures; `results/` lets one edit continue another. */
export const PICTURE_AREAS = ['uploads', 'inputs', 'requests', 'presets', 'results'] as const;
