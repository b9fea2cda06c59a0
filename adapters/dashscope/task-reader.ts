/** The part of the client that only looks at tasks, for a function that is started often and loads nothing besides. */
import type { Model } from '#core/ports/model.ts';
import { getTask } from './calls/get-task.ts';
import { type ModelStudioDeps, openService } from './session/service.ts';

/** Creates the client of {@link Model.getTask} alone. @throws AccountProblem when the base URL cannot be used */
export const createTaskReader = (deps: ModelStudioDeps): Pick<Model, 'getTask'> => {
  const service = openService(deps);
  return { getTask: (taskId, options) => service.observed('get', () => getTask(service, taskId, options)) };
};
