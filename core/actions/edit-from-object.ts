/** From a new object to the edit that it orders. */
import type { EditSource } from '../edit/edit.ts';
import { canonicalJson, hashOf } from '../ids.ts';
import type { ObjectHead, Store } from '../ports/store.ts';
import { presetInCharge, type Resolution, resolveInstruction } from '../request/instruction.ts';
import { classifyKey, keyProblem, resultPrefix } from '../request/keys.ts';
import { askedInMetadata, instructionMetadata } from '../request/metadata.ts';
import type { NewObject } from '../request/object-created.ts';
import { type Asked, type EditRequest, editRequestSchema } from '../request/request.ts';
import { type Reading, readDocument } from '../text/read-document.ts';
import { loadPreset } from './load-preset.ts';
import type { EditOrder } from './open-edit.ts';

/** Largest written request: three pictures of 10 MB as data URIs, and room for words. */
const LARGEST_REQUEST_BYTES = 44 * 1024 * 1024;

/**
 * The order in a new object; undefined when it orders nothing: its key is none that starts an edit, or it is gone again.
 *
 * The id hashes bucket, key, version and what was said with the object itself. A preset's content is not part of it: when a preset
 * changes between two deliveries of one event, the second must still find the edit of the first. `changes` (of a retry) come before
 * everything that was said with the object. @throws Unavailable
 */
export const orderOfObject = async (store: Store, object: NewObject, changes: Asked = {}): Promise<EditOrder | undefined> => {
  const meaning = classifyKey(object.key);
  if (meaning.kind !== 'upload' && meaning.kind !== 'request') return undefined;
  const head = await store.head({ key: object.key, ...(object.versionId === undefined ? {} : { versionId: object.versionId }) });
  if (head === undefined) return undefined;
  const said = meaning.kind === 'upload' ? instructionMetadata(head.metadata) : {};
  const editId = hashOf(object.bucket, object.key, versionName(head), canonicalJson(said));
  const source: EditSource = {
    kind: meaning.kind,
    key: object.key,
    versionId: head.versionId,
    ...(object.sequencer === undefined ? {} : { sequencer: object.sequencer }),
  };
  const wishedPreset = meaning.kind === 'upload' ? (said.preset ?? meaning.folder) : undefined;
  return {
    editId,
    source,
    resultPrefix: resultPrefix(editId, object.key),
    versions: { [object.key]: head.versionId },
    wish: { prompt: said.prompt, preset: wishedPreset },
    resolve: async () => {
      const problem = keyProblem(object.key);
      if (problem !== undefined) return { problem };
      return meaning.kind === 'upload'
        ? resolveUpload(store, head, meaning.folder, changes)
        : resolveWritten(store, head, changes);
    },
  };
};

/** Without versions, overwriting a key makes another object of the same name: told apart by time and length. */
const versionName = ({ versionId, modifiedAt, bytes }: ObjectHead): string =>
  versionId === '' || versionId === 'null' ? `unversioned ${modifiedAt} ${bytes}` : versionId;

const resolveUpload = async (store: Store, head: ObjectHead, folder: string | undefined, changes: Asked): Promise<Resolution> => {
  const read = askedInMetadata(head.metadata);
  return 'problem' in read ? read : resolveAsked(store, { ...read.asked, ...changes }, [head.key], folder);
};

const resolveWritten = async (store: Store, head: ObjectHead, changes: Asked): Promise<Resolution> => {
  const request = await readWritten(store, head);
  return 'problem' in request ? request : resolveAsked(store, { ...request.value, ...changes }, request.value.images, undefined);
};

const readWritten = async (store: Store, { key, versionId, bytes }: ObjectHead): Promise<Reading<EditRequest>> => {
  const code = 'REQUEST_REFUSED';
  const hint = 'Correct the file and write it again.';
  if (bytes > LARGEST_REQUEST_BYTES) {
    return { problem: { code, hint, message: `${key} has ${bytes} bytes; a request has at most ${LARGEST_REQUEST_BYTES}` } };
  }
  const text = bytes === 0 ? '' : new TextDecoder().decode(await store.readRange({ key, versionId }, 0, bytes));
  return readDocument(editRequestSchema, text, { name: key, code, hint });
};

/** Fetches the preset in charge, if any, and resolves. @throws Unavailable */
export const resolveAsked = async (
  store: Store,
  asked: Asked,
  images: readonly string[],
  folder: string | undefined,
): Promise<Resolution> => {
  const name = presetInCharge(asked, folder);
  if (name === undefined) return resolveInstruction(asked, images, undefined);
  const preset = await loadPreset(store, name);
  return 'problem' in preset ? preset : resolveInstruction(asked, images, { name, preset: preset.value });
};
