/** What can be wrong with a call to Model Studio, as a person is told it: our stable code, who can change it, and what to do next. */

import type { ServiceLimit } from '../errors.ts';

/** Who can make the next attempt succeed: time, whoever wrote the request, or whoever owns the account. */
export type Remedy = 'retry' | 'fix-input' | 'fix-account';

/** What one code means. `code` is ours and stable; the service's own code goes into the message. */
export interface ServiceErrorMeaning {
  readonly code: string;
  readonly remedy: Remedy;
  /** What happened, as the beginning of a sentence. */
  readonly what: string;
  readonly hint: string;
  /** As an answer to a create, it does not prove that no task exists: the service gave up waiting for itself. */
  readonly mayHaveCreated?: true;
  /** The limit of the service that was reached. */
  readonly limit?: ServiceLimit;
}

const meaning = (code: string, remedy: Remedy, what: string, hint: string): ServiceErrorMeaning => ({ code, remedy, what, hint });

/** Every meaning that a code of the service can have. */
export const MEANINGS = {
  REQUEST_REFUSED: meaning(
    'REQUEST_REFUSED',
    'fix-input',
    'Model Studio refused the request',
    'Correct the prompt, the pictures or the parameter that the message names, then send the edit again.',
  ),
  REQUEST_TOO_LARGE: meaning(
    'REQUEST_TOO_LARGE',
    'fix-input',
    'The request is too large for Model Studio',
    'The pictures go through temporary storage instead, by itself; if it stays, scale them down.',
  ),
  CONTENT_REFUSED: meaning(
    'CONTENT_REFUSED',
    'fix-input',
    'The content check of Model Studio refused the prompt, a picture or the result',
    'Change the prompt or the pictures; the same content will be refused again. Refused results are not charged.',
  ),
  PICTURE_UNREACHABLE: meaning(
    'PICTURE_UNREACHABLE',
    'fix-input',
    'Model Studio could not use the URL of an input picture',
    'Give a public URL that answers fast, with Content-Length and an image Content-Type, or upload the picture itself.',
  ),
  PICTURE_NOT_FETCHED: meaning(
    'PICTURE_NOT_FETCHED',
    'retry',
    'Model Studio could not fetch an input picture in time',
    'Try again; if it stays, the URL is too slow or closed to the service: upload the picture itself.',
  ),
  PICTURE_REFUSED: meaning(
    'PICTURE_REFUSED',
    'fix-input',
    'Model Studio cannot read or accept an input picture',
    'Send JPEG, PNG, BMP or WEBP with sides of 384 to 5000 pixels and at most 10 MB.',
  ),
  KEY_REFUSED: meaning(
    'API_KEY_REFUSED',
    'fix-account',
    'Model Studio refused the API key',
    'Use a valid key of the same region as the base URL: keys of Singapore and Beijing are not interchangeable, Coding-Plan keys (sk-sp-) do not work.',
  ),
  WORKSPACE_REFUSED: meaning(
    'WORKSPACE_REFUSED',
    'fix-account',
    'Model Studio refused the workspace',
    'Check the workspace id, that the key belongs to it, and that the base URL is the one of its region.',
  ),
  ACCESS_REFUSED: meaning(
    'ACCESS_REFUSED',
    'fix-account',
    'Model Studio refused access to this call',
    'Check in the Model Studio console that this key may call wan2.5-i2i-preview, and that the base URL ends in /api/v1.',
  ),
  MODEL_NOT_ACTIVATED: meaning(
    'MODEL_NOT_ACTIVATED',
    'fix-account',
    'The model is not open to this account in this region',
    'Activate Model Studio for the account and use Singapore or Beijing: other regions do not offer wan2.5-i2i-preview.',
  ),
  MODEL_RETIRED: meaning(
    'MODEL_RETIRED',
    'fix-account',
    'Model Studio no longer offers this model',
    'It does not come back, and no edit of it is charged: use a version of Darkroom that edits with a newer model.',
  ),
  FREE_TIER_USED_UP: meaning(
    'FREE_TIER_USED_UP',
    'fix-account',
    'The free quota of the model is used up',
    'Turn off "free tier only" for the model in its console, or pay for it.',
  ),
  BILLING: meaning(
    'BILLING_PROBLEM',
    'fix-account',
    'Model Studio refuses the account over billing',
    'Settle the bill or buy the service in the Alibaba Cloud console, then retry the edit.',
  ),
  ENDPOINT_UNKNOWN: meaning(
    'ENDPOINT_UNKNOWN',
    'fix-account',
    'The base URL does not lead to the Model Studio API',
    'Set DASHSCOPE_HTTP_BASE_URL to https://dashscope-intl.aliyuncs.com/api/v1 (Singapore) or https://dashscope.aliyuncs.com/api/v1 (Beijing).',
  ),
  PROXY: meaning(
    'PROXY_REFUSED_CONNECTION',
    'retry',
    'A proxy on the way to Model Studio asks for a user and a password',
    'Set HTTPS_PROXY to http://user:password@host:port, or let calls to Model Studio pass without the proxy.',
  ),
  GATEWAY: meaning(
    'ANSWER_UNEXPECTED',
    'retry',
    'Something on the way to Model Studio answered in its place',
    'It is tried again by itself; if it stays, check DASHSCOPE_HTTP_BASE_URL and any gateway or proxy before it.',
  ),
  THROTTLED: {
    ...meaning(
      'THROTTLED',
      'retry',
      'Model Studio asks for fewer requests',
      'Nothing to do: limits recover within a minute and the call is made again.',
    ),
    limit: 'rate',
  },
  BUSY: {
    ...meaning(
      'SERVICE_BUSY',
      'retry',
      'Model Studio takes no further task of this account while so many run',
      'Nothing to do: the call is made again when tasks have ended. Lower DARKROOM_CAPACITY if it comes often.',
    ),
    limit: 'capacity',
  },
  QUOTA_EXCEEDED: {
    ...meaning(
      'QUOTA_EXCEEDED',
      'retry',
      'The allocated quota of Model Studio is exceeded',
      'It recovers by itself when it is a rate; if it stays, the free quota or the allocated quota is used up: raise it in the console.',
    ),
    limit: 'capacity',
  },
  SERVICE_FAILED: meaning(
    'SERVICE_FAILED',
    'retry',
    'Model Studio failed inside',
    'A task that failed is not charged. Retry the edit; if it keeps failing, give the request id to Alibaba Cloud support.',
  ),
  SERVICE_OVERLOADED: meaning(
    'SERVICE_OVERLOADED',
    'retry',
    'Model Studio is overloaded',
    'A task that failed is not charged. Retry the edit in some minutes.',
  ),
  REWRITE_FAILED: meaning(
    'PROMPT_REWRITE_FAILED',
    'retry',
    'Model Studio could not rewrite the prompt',
    'Retry the edit, or turn prompt rewriting off (promptExtend false).',
  ),
  SERVICE_TIMEOUT: {
    ...meaning(
      'SERVICE_TIMEOUT',
      'retry',
      'Model Studio gave up waiting for a result',
      'Retry the edit; smaller pictures and a simpler prompt are faster. A task that failed is not charged.',
    ),
    mayHaveCreated: true,
  },
  OPERATION_REFUSED: meaning(
    'OPERATION_REFUSED',
    'fix-input',
    'Model Studio does not allow this in the present state of the task',
    'Look the task up: only a task that is still PENDING can be canceled.',
  ),

  UNDOCUMENTED: meaning(
    'SERVICE_REFUSED',
    'retry',
    'Model Studio reported an error that Darkroom does not know',
    'Retry the edit; if it fails again, change the prompt or the pictures. Look the code up in "Error messages" of Model Studio.',
  ),
} as const satisfies Readonly<Record<string, ServiceErrorMeaning>>;
