/**
 * What a code of the service inside a finished task means for a person. The codes are those of the service's error list; its
 * messages vary and are passed on, never decided on.
 */
import type { Problem } from './errors.ts';

const HINTS: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^DataInspectionFailed/, 'The service refused the content. Change the prompt or the picture, then start a new edit.'],
  [/^IPInfringement/, 'The service suspects protected material. Use another picture or prompt, then start a new edit.'],
  [
    /^InvalidParameter\.DataInspection|^InvalidURL|InputDownloadFailed|DownloadFailed/,
    'The service could not fetch a picture. Upload it to the bucket instead of giving its URL, then start a new edit.',
  ],
  [
    /^InvalidImage|^InvalidFile|UnsupportedFileFormat/,
    'The service cannot use a picture: JPEG, PNG, BMP or WEBP, 384 to 5000 pixels a side, at most 10 MB. Convert it and start a new edit.',
  ],
  [/^InvalidParameter|^BadRequest/, 'The service refused a parameter. Check size, n and seed, then start a new edit.'],
  [/^RewriteFailed/, 'The service could not rewrite the prompt. Start a new edit without prompt rewriting.'],
  [
    /^(Arrearage|AccessDenied|Model\.AccessDenied|AllocationQuota|.*Overdue|CommodityNotPurchased)/,
    'Check the Model Studio account: balance, quota, access to the model.',
  ],
  [/^(InternalError\.Timeout|RequestTimeOut)/, 'The service found no result in time. Nothing was charged; retry the edit.'],
  [/^(InternalError|SystemError|Model|Throttling)/, 'The service failed. Nothing was charged; retry the edit.'],
];

/** The problem that a task or one of its pictures ended with. `what` names it: "task 123", "picture 2 of task 123". */
export const serviceProblem = (what: string, code: string, message: string): Problem => ({
  code,
  message: `${what} was refused by the service: ${[...message].slice(0, 400).join('') || code}`,
  hint: HINTS.find(([pattern]) => pattern.test(code))?.[1] ?? 'Look the code up in the service error list; then retry the edit.',
});

/** Code of a task that the service no longer knows. */
export const TASK_EXPIRED = 'TASK_EXPIRED';

/** Code of a task that was canceled at the service. */
export const TASK_CANCELED = 'TASK_CANCELED';

/** The task is no longer known to the service: it kept it for 24 hours, or it belongs to another account. */
export const taskExpired = (taskId: string): Problem => ({
  code: TASK_EXPIRED,
  message: `the service no longer knows task ${taskId}; it keeps tasks for 24 hours, and only for the account that created them`,
  hint: 'Check that the API key still belongs to the account that submitted the edit; if it does, the result is gone: start a new edit.',
});

/** The task was canceled at the service before it started. */
export const taskCanceled = (taskId: string): Problem => ({
  code: TASK_CANCELED,
  message: `task ${taskId} was canceled at the service before it started; nothing was charged`,
  hint: 'Start a new edit to try again.',
});
