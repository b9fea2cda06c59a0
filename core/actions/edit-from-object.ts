/** The new edit that a new object stands for. */

import type { EditSource } from '../edit/edit-record.ts';
import { canonicalJson, hashOf } from '../ids.ts';
import { omitUndefined } from '../omit-undefined.ts';
import type { ObjectHead, Store } from '../ports/store.ts';
import type { UrlRules } from '../public-url.ts';
import { type ImageReference, readImageReferences } from '../request/image-reference.ts';
import { effectivePreset, type Resolution, resolveInstruction } from '../request/instruction.ts';
import { classifyKey, keyProblem, resultPrefix } from '../request/keys.ts';
import { fieldsInMetadata, instructionMetadata } from '../request/metadata.ts';
import type { NewObject } from '../request/object-created.ts';
import { type EditRequest, editRequestSchema, type InstructionFields } from '../request/request.ts';
import { MAX_REQUEST_BYTES } from '../service/limits.ts';
import { type Reading, readDocument } from '../text/read-document.ts';
import { loadPreset } from './load-preset.ts';
import type { NewEdit, StartEditDeps } from './open-edit.ts';

/** What reading a request needs. */
export type DoorDeps = Pick<StartEditDeps, 'store' | 'config'>;

/**
 * The new edit of an object; undefined when it stands for none: its key is none that starts an edit, or it is gone again.
 *
 * The id hashes bucket, key, version and the metadata that came with the object. A preset's content is not part of it: when a preset
 * changes between two deliveries of one event, the second must still find the edit of the first. `changes` (of a retry) come before
 * everything in its metadata or its text. @throws Unavailable
 */
export const newEditFromObject = async (
  deps: DoorDeps,
  object: NewObject,
  changes: InstructionFields = {},
): Promise<NewEdit | undefined> => {
  const meaning = classifyKey(object.key);
  if (meaning.kind !== 'upload' && meaning.kind !== 'request') return undefined;
  const head = await deps.store.head({ key: object.key, ...omitUndefined({ versionId: object.versionId }) });
  if (head === undefined) return undefined;
  const metadata = meaning.kind === 'upload' ? instructionMetadata(head.metadata) : {};
  const editId = hashOf(object.bucket, object.key, versionName(head), canonicalJson(metadata));
  const source: EditSource = {
    kind: meaning.kind,
    key: object.key,
    versionId: head.versionId,
    ...omitUndefined({ sequencer: object.sequencer }),
  };
  // Stryker disable next-line ConditionalExpression: equivalent - a written request has neither metadata nor a folder
  const requestedPreset = meaning.kind === 'upload' ? (metadata.preset ?? meaning.folder) : undefined;
  return {
    editId,
    source,
    resultPrefix: resultPrefix(editId, object.key),
    requested: { prompt: metadata.prompt, preset: requestedPreset },
    resolve: async () => {
      const problem = keyProblem(object.key);
      if (problem !== undefined) return { problem };
      return meaning.kind === 'upload' ? resolveUpload(deps, head, meaning.folder, changes) : resolveWritten(deps, head, changes);
    },
  };
};

/** Without versions, overwriting a key makes another object of the same name: told apart by time and length. */
const versionName = ({ versionId, modifiedAt, bytes }: ObjectHead): string =>
  versionId === '' || versionId === 'null' ? `unversioned ${modifiedAt} ${bytes}` : versionId;

const resolveUpload = async (
  deps: DoorDeps,
  head: ObjectHead,
  folder: string | undefined,
  changes: InstructionFields,
): Promise<Resolution> => {
  const read = fieldsInMetadata(head.metadata);
  if ('problem' in read) return read;
  const { key, versionId, bytes } = head;
  return resolveWithPreset(deps, { ...read.fields, ...changes }, [{ kind: 'key', key, versionId, bytes }], folder);
};

const resolveWritten = async (deps: DoorDeps, head: ObjectHead, changes: InstructionFields): Promise<Resolution> => {
  const request = await readWritten(deps.store, head);
  return 'problem' in request ? request : resolveRequest(deps, request.value, changes);
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

/** Resolves a whole request, as it was written or sent; `changes` (of a retry) come before its own fields. @throws Unavailable */
export const resolveRequest = async (
  deps: DoorDeps,
  { images, ...fields }: EditRequest,
  changes: InstructionFields = {},
): Promise<Resolution> => {
  const read = readImageReferences(images, urlRules(deps));
  return 'problem' in read ? read : resolveWithPreset(deps, { ...fields, ...changes }, read.references, undefined);
};

/** Resolves the fields of a request with the preset in effect, which is fetched when there is one. @throws Unavailable */
export const resolveWithPreset = async (
  deps: DoorDeps,
  fields: InstructionFields,
  images: readonly ImageReference[],
  folder: string | undefined,
): Promise<Resolution> => {
  const name = effectivePreset(fields, folder);
  if (name === undefined) return resolveInstruction(fields, images, undefined);
  const preset = await loadPreset(deps.store, name);
  if ('problem' in preset) return preset;
  const own = readImageReferences(preset.value.images ?? [], urlRules(deps), ` of preset "${name}"`);
  return 'problem' in own ? own : resolveInstruction(fields, images, { name, preset: preset.value, images: own.references });
};

const urlRules = ({ config }: DoorDeps): UrlRules => omitUndefined({ allowOrigins: config.allowOrigins });
