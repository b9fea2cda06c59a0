/** The paid call: creates a task, sent exactly once. */
import { omitUndefined } from '#core/omit-undefined.ts';
import type { CallOptions, CreateTask } from '#core/ports/model.ts';
import type { CreatedTask } from '#core/service/task.ts';
import { createFailure, keyUnreadable, provesNoTask } from '../session/errors.ts';
import { secretsOfUrl } from '../session/redact.ts';
import type { Service } from '../session/service.ts';
import type { Answered } from '../session/session.ts';
import { createBody, readCreated } from '../wire/wire.ts';

/** Creates a task. @throws InvalidEdit, AccountProblem (refused), NotAccepted (proven not created), SubmissionUnknown (anything else) */
export const createTask = async (
  { session, baseUrl, deadlines }: Service,
  task: CreateTask,
  options?: CallOptions,
): Promise<CreatedTask> => {
  const headers = {
    'Content-Type': 'application/json',
    'X-DashScope-Async': 'enable',
    ...(task.images.some((image) => image.startsWith('oss://')) ? { 'X-DashScope-OssResourceResolve': 'enable' } : {}),
  };
  const url = `${baseUrl}/services/aigc/image2image/image-synthesis`;
  const body = JSON.stringify(createBody(task));
  const secrets = task.images.flatMap(secretsOfUrl);
  const provesNothing = (answer: Answered): boolean => !provesNoTask(answer);
  const call = { method: 'POST', url, headers, body, freshConnection: true, secrets, provesNothing } as const;
  const limits = { ms: deadlines.create, signal: options?.signal };
  const outcome = await session.call(call, limits).catch((error: unknown): never => {
    throw keyUnreadable(error);
  });
  if (outcome.kind === 'answer') {
    // Whatever else it says: what has an id was made.
    const created = readCreated(outcome.json);
    if (created !== undefined) return { ...created, ...omitUndefined({ clockOffsetMs: outcome.clockOffsetMs }) };
  }
  throw createFailure(outcome);
};
