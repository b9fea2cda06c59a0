/** The new edit that a new object stands for. */
import type { EditSource } from '../edit/edit.ts';
import { canonicalJson, hashOf } from '../ids.ts';
import type { ObjectHead, Store } from '../ports/store.ts';
import { effectivePreset, type Resolution, resolveInstruction } from '../request/instruction.ts';
import { classifyKey, keyProblem, resultPrefix } from '../request/keys.ts';
import { fieldsInMetadata, instructionMetadata } from '../request/metadata.ts';
import type { NewObject } from '../request/object-created.ts';
import { type EditRequest, editRequestSchema, type InstructionFields } from '../request/request.ts';
import { type Reading, readDocument } from '../text/read-document.ts';
import { loadPreset } from './load-preset.ts';
import type { NewEdit } from './open-edit.ts';

/** Largest written request: three pictures of 10 MB as data URIs, and room for words. */
const MAX_REQUEST_BYTES = 44 * 1024 * 1024;

/**
 * The new edit of an object; undefined when it stands for none: its key is none that starts an edit, or it is gone again.
 *
 * The id hashes bucket, key, version and the metadata that came with the object. A preset's content is not part of it: when a preset
 * changes between two deliveries of one event, the second must still find the edit of the first. `changes` (of a retry) come before
 * everything in its metadata or its text. @throws Unavailable
 */
export const newEditFromObject = async (
  store: Store,
  object: NewObject,
  changes: InstructionFields = {},
): Promise<NewEdit | undefined> => {
  const meaning = classifyKey(object.key);
  if (meaning.kind !== 'upload' && meaning.kind !== 'request') return undefined;
  const head = await store.head({ key: object.key, ...(object.versionId === undefined ? {} : { versionId: object.versionId }) });
  if (head === undefined) return undefined;
  const metadata = meaning.kind === 'upload' ? instructionMetadata(head.metadata) : {};
  const editId = hashOf(object.bucket, object.key, versionName(head), canonicalJson(metadata));
  const source: EditSource = {
    kind: meaning.kind,
    key: object.key,
    versionId: head.versionId,
    ...(object.sequencer === undefined ? {} : { sequencer: object.sequencer }),
  };
  const requestedPreset = meaning.kind === 'upload' ? (metadata.preset ?? meaning.folder) : undefined;
  return {
    editId,
    source,
    resultPrefix: resultPrefix(editId, object.key),
    versions: { [object.key]: head.versionId },
    requested: { prompt: metadata.prompt, preset: requestedPreset },
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

const resolveUpload = async (
  store: Store,
  head: ObjectHead,
  folder: string | undefined,
  changes: InstructionFields,
): Promise<Resolution> => {
  const read = fieldsInMetadata(head.metadata);
  return 'problem' in read ? read : resolveWithPreset(store, { ...read.fields, ...changes }, [head.key], folder);
};

const resolveWritten = async (store: Store, head: ObjectHead, changes: InstructionFields): Promise<Resolution> => {
  const request = await readWritten(store, head);
  return 'problem' in request
    ? request
    : resolveWithPreset(store, { ...request.value, ...changes }, request.value.images, undefined);
};

const readWritten = async (store: Store, { key, versionId, bytes }: ObjectHead): Promise<Reading<EditRequest>> => {
  const code = 'REQUEST_REFUSED';
  const hint = 'Correct the file and write it again.';
  if (bytes > MAX_REQUEST_BYTES) {
    return { problem: { code, hint, message: `${key} has ${bytes} bytes; a request has at most ${MAX_REQUEST_BYTES}` } };
  }
  const text = bytes === 0 ? '' : new TextDecoder().decode(await store.readRange({ key, versionId }, 0, bytes));
  return readDocument(editRequestSchema, text, { name: key, code, hint });
};

/** Resolves the fields of a request with the preset in effect, which is fetched when there is one. @throws Unavailable */
export const resolveWithPreset = async (
  store: Store,
  fields: InstructionFields,
  images: readonly string[],
  folder: string | undefined,
): Promise<Resolution> => {
  const name = effectivePreset(fields, folder);
  if (name === undefined) return resolveInstruction(fields, images, undefined);
  const preset = await loadPreset(store, name);
  return 'problem' in preset ? preset : resolveInstruction(fields, images, { name, preset: preset.value });
};
