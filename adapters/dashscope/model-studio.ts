/** Model Studio over HTTP: create, get, list and cancel tasks of `wan2.5-i2i-preview`, and upload pictures. Sends each call once. */

import { randomUUID } from 'node:crypto';
import type { Model } from '#core/ports/model.ts';
import { cancelTask } from './calls/cancel-task.ts';
import { createTask } from './calls/create-task.ts';
import { getTask } from './calls/get-task.ts';
import { listTasks } from './calls/list-tasks.ts';
import { readQuota } from './calls/read-quota.ts';
import { type ModelStudioDeps, openService } from './session/service.ts';
import { readKey } from './session/session.ts';
import { uploadPicture } from './upload/upload.ts';

/** Creates the client. @throws AccountProblem when the base URL cannot be used */
export const createModelStudio = (deps: ModelStudioDeps): Model => {
  const service = openService(deps);
  const { observed, secrets, deadlines } = service;
  const upload = { ...service, newId: deps.newId ?? randomUUID, ms: deadlines.upload };
  return {
    ready: () => observed('ready', async () => void (await readKey(secrets))),
    createTask: (task, options) => observed('create', () => createTask(service, task, options)),
    getTask: (taskId, options) => observed('get', () => getTask(service, taskId, options)),
    listTasks: (window, options) => observed('list', () => listTasks(service, window, options)),
    quota: (options) => readQuota(service, options),
    cancelTask: (taskId, options) => observed('cancel', () => cancelTask(service, taskId, options)),
    uploadPicture: (picture, options) => observed('upload', () => uploadPicture(upload, picture, options?.signal)),
  };
};
