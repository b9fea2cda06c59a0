/**
 * The one table of variables that functions read from their environment. Each export is a row, called like the setting that it gives;
 * the sentence above it is its meaning in docs/reference/environment.md. Which function reads which: settings.ts.
 */
import { DEFAULT_CAPACITY } from '#core/admission/pool.ts';
import { parseResultHosts, RESULT_HOSTS_ALLOWED } from '#core/service/result-hosts.ts';

/** How the text of a variable becomes a value: undefined when it is not what is allowed. */
export interface Format<T> {
  /** Goes on after "set it to". */
  readonly allowed: string;
  parse(text: string): T | undefined;
}

/** A variable that the stack always sets; its value is its text. */
export interface RequiredVariable {
  readonly name: string;
  readonly optional: false;
}

/** A variable that may be left out. */
export interface OptionalVariable<T> {
  readonly name: string;
  readonly optional: true;
  readonly format: Format<T>;
  /** Its value when it is left out. */
  readonly unset: T;
}

/** Any text. */
const TEXT: Format<string> = { allowed: 'text', parse: (text) => text };

/** `true` or `false`, in so many words. */
const TRUE_OR_FALSE: Format<boolean> = {
  allowed: 'true or false',
  parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
};

/** Host names between commas. */
const HOST_NAMES: Format<readonly string[]> = { allowed: RESULT_HOSTS_ALLOWED, parse: parseResultHosts };

// The three functions below are marked so that a bundle leaves out the rows that its function does not read. esbuild heeds the mark
// only in the file that has it.

/** Digits of a number between two others, both included. */
// @__NO_SIDE_EFFECTS__
const wholeNumber = (min: number, max: number): Format<number> => ({
  allowed: `a whole number from ${min} to ${max}`,
  parse: (text) => (/^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined),
});

/** A variable without which the function does not start. */
// @__NO_SIDE_EFFECTS__
const required = (name: string): RequiredVariable => ({ name, optional: false });

/** A variable that is worth `unset` when it is left out. */
// @__NO_SIDE_EFFECTS__
const optional = <T, U extends T | undefined>(name: string, format: Format<T>, unset: U): OptionalVariable<T | U> => ({
  name,
  optional: true,
  format,
  unset,
});

/** Version of Darkroom, which the OpenAPI document names. */
export const version = required('DARKROOM_VERSION');

/** The ledger's table. */
export const tableName = required('DARKROOM_TABLE');

/** Bucket that people write to. */
export const uploadsBucket = required('DARKROOM_UPLOADS_BUCKET');

/** Bucket that only Darkroom writes to. */
export const resultsBucket = required('DARKROOM_RESULTS_BUCKET');

/** The state machine of statemachines/edit-image.asl.json. */
export const stateMachineArn = required('DARKROOM_STATE_MACHINE_ARN');

/** Bus that outcomes are published on. */
export const busName = required('DARKROOM_EVENT_BUS');

/** Secret that holds the Model Studio API key. */
export const secretId = required('DARKROOM_SECRET_ID');

/** Slots at the service. */
export const capacity = optional('DARKROOM_CAPACITY', wholeNumber(1, 1000), DEFAULT_CAPACITY);

/** Images a UTC day; 0 refuses everything, left out there is no bound. */
export const imagesPerDay = optional('DARKROOM_IMAGES_PER_DAY', wholeNumber(0, 999_999_999), undefined);

/** Whether webhook endpoints may be private addresses and plain http. */
export const allowPrivateWebhooks = optional('DARKROOM_WEBHOOKS_ALLOW_PRIVATE', TRUE_OR_FALSE, false);

/** Base URL of the service, as in its SDKs; left out, the one of the region. */
export const modelUrl = optional('DASHSCOPE_HTTP_BASE_URL', TEXT, undefined);

/** `singapore` or `beijing`; left out, Singapore. A key works in its own region only. */
export const modelRegion = optional('DARKROOM_REGION', TEXT, undefined);

/** Workspace of Model Studio, when the key needs one. */
export const modelWorkspace = optional('DARKROOM_WORKSPACE_ID', TEXT, undefined);

/** Hosts that results may come from besides the service's own storage, between commas; `.example.com` allows all below it. */
export const resultHosts = optional('DARKROOM_RESULT_HOSTS', HOST_NAMES, undefined);

/** Proxy to the service, `http://host:port`; left out, there is none. */
export const httpsProxy = optional('HTTPS_PROXY', TEXT, undefined);

/** Hosts that are reached without the proxy, separated by commas. */
export const noProxy = optional('NO_PROXY', TEXT, undefined);
