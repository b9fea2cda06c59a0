/**
 * What the service says it allows an account to do with our model. Documented ("List model quotas") are a limit of requests with its period
 * in seconds and one of asynchronous tasks at once, for the account and, where set, for the workspace; other names are read by what they mean.
 */
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Quota } from '#core/service/task.ts';
import { countAt, type Fields, fieldsOf, listAt, textAt } from '../wire/read-json.ts';
import { mayBeOurModel } from './model-name.ts';

/** More is no limit that anybody reaches. */
const MOST = 1_000_000;

/** Names of the number of tasks that may run at once, in letters only; what runs now, or waits, is not meant. */
const RUNNING = /concurren|running|parallel/;
const NOT_A_LIMIT = /used|usage|current(?!ly)|remain|queue|period|token/;

/** Names of a number of requests, with the seconds that it is for. */
const REQUESTS: readonly (readonly [RegExp, number])[] = [
  [/^(.*(qps|rps)|.*(requests?|creates?|calls?)persecond)/, 1],
  [/^(.*(qpm|rpm)|.*(requests?|creates?|calls?)perminute)/, 60],
];

const limitsIn = (fields: Fields): Quota => {
  const found: { running: number[]; rates: number[] } = { running: [], rates: [] };
  for (const name of Object.keys(fields).slice(0, 50)) {
    const value = countAt(fields, name);
    const letters = name.toLowerCase().replace(/[^a-z]/g, '');
    if (value === undefined || value < 1 || value > MOST || NOT_A_LIMIT.test(letters)) continue;
    if (RUNNING.test(letters)) found.running.push(value);
    const seconds =
      name === 'request_limit' ? countAt(fields, 'request_limit_period') : REQUESTS.find(([is]) => is.test(letters))?.[1];
    if (seconds !== undefined && seconds > 0) found.rates.push(value / seconds);
  }
  return omitUndefined({ runningTasks: least(found.running), createsPerSecond: least(found.rates) });
};

const least = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

/** Reads the quota of our model: the least of what account and workspaces are allowed; undefined when it says nothing of it. */
export const parseQuota = (json: unknown): Quota | undefined => {
  const fields = fieldsOf(json);
  const output = fieldsOf(fields?.output) ?? fieldsOf(fields?.data) ?? fields;
  const entries = listAt(output, 'quotas') ?? listAt(output, 'data') ?? listAt(fields, 'data') ?? [output];
  const limits = entries
    .slice(0, 100)
    .map(fieldsOf)
    .filter((entry) => entry !== undefined)
    .filter((entry) => mayBeOurModel(textAt(entry, 'model') ?? textAt(entry, 'model_name') ?? ''))
    .flatMap((entry) => [entry, fieldsOf(entry.model_limit), fieldsOf(entry.workspace_limit), fieldsOf(entry.limits)])
    .filter((level) => level !== undefined)
    .map(limitsIn);
  const runningTasks = least(limits.map((limit) => limit.runningTasks));
  const createsPerSecond = least(limits.map((limit) => limit.createsPerSecond));
  return runningTasks === undefined && createsPerSecond === undefined
    ? undefined
    : omitUndefined({ runningTasks, createsPerSecond });
};
