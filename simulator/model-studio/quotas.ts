/** The answer of the quotas endpoint. Source: Model Studio, "List model quotas" (2026-09-28). */
import { MODEL } from '#core/service/limits.ts';
import type { TaskServiceLimits } from './contract.ts';
import type { Reply } from './reply.ts';

/** Limits of the account for each model that was asked for; the length of the queue is not known (assumed: 1000). */
export const quotasReply = (
  { model, name }: { readonly model?: string | undefined; readonly name?: string | undefined },
  limits: TaskServiceLimits,
  requestId: string,
): Reply => {
  const wanted = (model === undefined || model === MODEL) && (name === undefined || MODEL.includes(name));
  const quota = {
    model: MODEL,
    workspace_id: 'ws-simulated',
    model_limit: {
      request_limit: limits.createsPerSecond,
      request_limit_period: 1,
      usage_limit: null,
      usage_limit_field: null,
      usage_limit_period: null,
      async_user_queue_limit: 1000,
      async_user_concurrency_limit: limits.runningTasks,
    },
    workspace_limit: null,
  };
  const quotas = wanted ? [quota] : [];
  return {
    status: 200,
    body: { request_id: requestId, output: { total: quotas.length, page_no: 1, page_size: 20, quotas } },
  };
};
