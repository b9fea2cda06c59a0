/** Which stored objects a batch edits. */
import { classifyKey, keyProblem } from '../request/keys.ts';
import { EXTENSIONS, MAX_INPUT_BYTES } from '../service/limits.ts';

/** A stored object as a listing tells of it. `fingerprint` is another one when the content is: an ETag, or a hash. */
export interface BatchObject {
  readonly key: string;
  readonly fingerprint: string;
  readonly bytes: number;
}

/** Areas whose pictures a batch can edit. Objects under `inputs/` start no edit by themselves, so pictures can wait there. */
export const BATCH_AREAS = ['uploads', 'inputs'] as const;

/** Why a prefix cannot be edited in a batch: a sentence without a subject; undefined when it can. */
export const prefixProblem = (prefix: string): string | undefined => {
  const area = prefix.slice(0, Math.max(0, prefix.indexOf('/')));
  if (!(BATCH_AREAS as readonly string[]).includes(area)) {
    return `must begin with ${BATCH_AREAS.map((name) => `${name}/`).join(' or ')}, not "${prefix}"`;
  }
  return keyProblem(prefix)?.message;
};

const PICTURE_NAME = new RegExp(`\\.(jpeg|${Object.values(EXTENSIONS).join('|')})$`, 'i');

/** Why a batch leaves an object alone; undefined when it edits it. Names decide here; the header is looked at when the edit is opened. */
export const skipReason = ({ key, bytes }: Pick<BatchObject, 'key' | 'bytes'>): string | undefined => {
  if (!PICTURE_NAME.test(key)) return 'its name does not end like a JPEG, PNG, BMP or WEBP picture';
  if (key.startsWith('uploads/') && classifyKey(key).kind !== 'upload') return 'it is a hidden or half-copied file';
  if (bytes === 0) return 'it is empty';
  return bytes > MAX_INPUT_BYTES ? `it has ${bytes} bytes; a picture has at most ${MAX_INPUT_BYTES}` : undefined;
};
