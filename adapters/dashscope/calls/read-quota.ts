/** Asks what the account may do with our model. */
import { EditError } from '#core/errors.ts';
import type { CallOptions } from '#core/ports/model.ts';
import { MODEL } from '#core/service/limits.ts';
import type { Quota } from '#core/service/task.ts';
import type { Service } from '../session/service.ts';
import { jsonOf } from '../session/session.ts';
import { parseQuota } from '../tasks/quota.ts';

/** The quota; undefined where it is not answered. Not every address does, and everything works without, so that is no error and not logged. */
export const readQuota = async ({ session, baseUrl, deadlines }: Service, options?: CallOptions): Promise<Quota | undefined> => {
  const call = { method: 'GET', url: `${baseUrl}/quotas?model=${MODEL}` } as const;
  const outcome = await session.call(call, { ms: deadlines.get, signal: options?.signal }).catch((error: unknown) => {
    if (error instanceof EditError) return undefined;
    throw error;
  });
  return outcome && parseQuota(jsonOf(outcome));
};
