/** `POST /edits/{id}/retry`: an ended edit again, as a new one; or, for an unresolved one, its task adopted. */

import { newEditFromObject } from '#core/actions/edit-from-object.ts';
import { loadPreset } from '#core/actions/load-preset.ts';
import { type NewEdit, openEdit } from '#core/actions/open-edit.ts';
import { restartEdit } from '#core/actions/restart-edit.ts';
import type { RetryBody } from '#core/api/bodies.ts';
import type { Edit } from '#core/edit/edit.ts';
import type { EditImage } from '#core/edit/edit-record.ts';
import { isTerminal } from '#core/edit/state.ts';
import { canonicalJson, editIdOfIdempotencyKey, hashOf } from '#core/ids.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { ImageReference } from '#core/request/image-reference.ts';
import type { Resolution } from '#core/request/instruction.ts';
import { resultPrefix } from '#core/request/keys.ts';
import { type InstructionFields, withDefaults } from '#core/request/request.ts';
import type { ApiDeps } from '../deps.ts';
import { type ApiAnswer, answer, HttpError } from '../http.ts';
import { answerOpened, findEdit, showEdit } from './edit-answers.ts';
import type { Routes } from './route.ts';

/** Retries an edit. */
export const retryRoute = (deps: ApiDeps): Pick<Routes, 'retryEdit'> => ({
  retryEdit: async ({ id, body, idempotencyKey }) => {
    const old = await findEdit(deps, id);
    if (body.adopt !== undefined) return adopt(deps, old, body.adopt);
    if (!isTerminal(old.state)) throw underWay(old);
    if (old.state === 'UNRESOLVED' && body.acceptDoublePayment !== true) throw mayPayTwice(old);
    const editId = editIdOfIdempotencyKey(idempotencyKey ?? deps.newId());
    const bodyHash = hashOf('retry', id, canonicalJson(body));
    const again = await newEditOfRetry(deps, old, changesOf(body));
    const opened = await openEdit(deps, {
      ...again,
      editId,
      source: { kind: 'api', bodyHash, ...omitUndefined({ idempotencyKey }) },
      resultPrefix: resultPrefix(editId, old.source.kind === 'api' ? undefined : old.source.key),
      retryOf: old.editId,
    });
    return answerOpened(deps, opened, bodyHash);
  },
});

type Again = Pick<NewEdit, 'resolve' | 'requested'>;

const changesOf = ({ acceptDoublePayment: _accepted, adopt: _adopted, ...changes }: RetryBody): InstructionFields => changes;

/** From the record when it says everything; a refused upload or written request is read again, since its preset may be there by now. */
const newEditOfRetry = async (deps: ApiDeps, old: Edit, changes: InstructionFields): Promise<Again> => {
  if (old.images.length > 0) return newEditFromRecord(deps, old, changes);
  const { source } = old;
  const newEdit =
    source.kind === 'api'
      ? undefined
      : await newEditFromObject(deps, { bucket: '', key: source.key, versionId: source.versionId }, changes);
  if (newEdit === undefined) throw nothingToRepeat(old);
  return newEdit;
};

const newEditFromRecord = (deps: ApiDeps, old: Edit, changes: InstructionFields): Again => ({
  requested: { prompt: changes.prompt ?? old.prompt, preset: old.preset },
  resolve: async (): Promise<Resolution> => {
    const { prompt = old.prompt, values: _values, preset: _preset, ...parameters } = changes;
    const cap = await capOfPreset(deps, old.preset);
    return {
      instruction: {
        prompt,
        parameters: withDefaults({ ...old.parameters, ...parameters }),
        images: old.images.map(referenceOf),
        ...omitUndefined({ preset: old.preset, imagesPerDayOfPreset: cap }),
      },
    };
  },
});

/** The same version again, looked at anew: it may be gone by now. */
const referenceOf = (image: EditImage): ImageReference =>
  image.kind === 'url' ? image : { kind: 'key', key: image.key, versionId: image.versionId };

/** A preset that is gone by now bounds nothing. */
const capOfPreset = async ({ store }: ApiDeps, name: string | undefined): Promise<number | undefined> => {
  const read = name === undefined ? undefined : await loadPreset(store, name);
  return read === undefined || 'problem' in read ? undefined : read.value.imagesPerDay;
};

/** A person says which task belongs to the edit: its result is fetched and nothing new is paid. */
const adopt = async (deps: ApiDeps, old: Edit, taskId: string): Promise<ApiAnswer> => {
  if (old.state !== 'UNRESOLVED' || (old.taskId !== undefined && old.taskId !== taskId)) throw notAdoptable(old);
  const owner = await deps.ledger.ownerOfTask(taskId);
  if (owner !== undefined && owner !== old.editId) throw taskOfAnother(taskId, owner);
  if ((await deps.model.getTask(taskId)).status === 'UNKNOWN') throw taskUnknown(taskId);
  await restartEdit(deps, old.editId, (current) =>
    current.state === 'UNRESOLVED'
      ? {
          state: 'RUNNING',
          taskId,
          problem: undefined,
          times: { submittedAt: current.times.submittedAt ?? current.submission?.startedAt ?? current.times.createdAt },
        }
      : undefined,
  );
  return answer(200, await showEdit(deps, await findEdit(deps, old.editId)));
};

const underWay = ({ editId, state }: Edit): HttpError =>
  new HttpError(409, {
    code: 'EDIT_UNDER_WAY',
    message: `edit ${editId} is ${state}; only an ended edit can be retried`,
    hint: 'Wait for its end, or cancel it first.',
  });

const mayPayTwice = ({ editId, taskId }: Edit): HttpError =>
  new HttpError(409, {
    code: 'DOUBLE_PAYMENT_POSSIBLE',
    message: `whether edit ${editId} was charged is not known${taskId === undefined ? '' : ` (its task is ${taskId})`}; doing it again may pay twice`,
    hint: 'Send {"adopt": "<task id>"} if the service has a task for it, else {"acceptDoublePayment": true}.',
  });

const notAdoptable = ({ editId, state, taskId }: Edit): HttpError =>
  new HttpError(409, {
    code: 'NOT_ADOPTABLE',
    message:
      state === 'UNRESOLVED'
        ? `edit ${editId} already has task ${taskId ?? ''}`
        : `edit ${editId} is ${state}; only an UNRESOLVED edit can adopt a task`,
    hint: 'Retry it without "adopt".',
  });

const taskOfAnother = (taskId: string, owner: string): HttpError =>
  new HttpError(409, {
    code: 'TASK_TAKEN',
    message: `task ${taskId} belongs to edit ${owner}`,
    hint: 'Look for another task of that minute.',
  });

const taskUnknown = (taskId: string): HttpError =>
  new HttpError(422, {
    code: 'TASK_UNKNOWN',
    message: `the service does not know task ${taskId}, or has forgotten it (after 24 hours)`,
    hint: 'Check the id in the Model Studio console; or retry with {"acceptDoublePayment": true}.',
  });

const nothingToRepeat = ({ editId, retryOf }: Edit): HttpError =>
  new HttpError(409, {
    code: 'NOTHING_TO_REPEAT',
    message: `the pictures of edit ${editId} were not kept, since it was refused or they are gone`,
    hint:
      retryOf === undefined
        ? 'Send the corrected request with POST /edits, or upload the picture again.'
        : `Retry edit ${retryOf} instead, of which this one was a retry; or send the request again.`,
  });
