/** Which hosts the service's results come from: its own storage, and what a setting adds. */
import { isPrivateName } from '../private-name.ts';

/** Name of the setting, as a variable of the environment. */
export const RESULT_HOSTS_VARIABLE = 'DARKROOM_RESULT_HOSTS';

/**
 * Hosts of every result URL seen so far: one storage bucket of the service in one of its regions, or behind `oss-accelerate`. Alibaba does not
 * publish a list that is complete.
 */
const SERVICE_HOST = /^dashscope-[a-z0-9-]{1,63}\.oss-[a-z0-9-]{1,63}\.aliyuncs\.com$/;

const MOST_HOSTS = 50;
const HOST = /^\.?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,10}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What an entry of the setting may be; goes on after "set it to". */
export const RESULT_HOSTS_ALLOWED =
  'public host names between commas, such as pictures.example.com or .example.com for all below it';

/** Whether a host name may be added: public, no address, and more than a top-level name. A leading dot allows every name below it. */
export const isResultHostEntry = (entry: string): boolean =>
  entry.length <= 253 && HOST.test(entry) && !isPrivateName(entry.replace(/^\./, ''));

/** The hosts of a setting, lower-case, without those that are there twice; undefined when one of them cannot be allowed. */
export const parseResultHosts = (text: string): readonly string[] | undefined => {
  if (text.length > MOST_HOSTS * 256) return undefined;
  const entries = text.split(',').map((entry) => entry.trim().toLowerCase());
  const given = [...new Set(entries.filter((entry) => entry !== ''))];
  return given.length <= MOST_HOSTS && given.every(isResultHostEntry) ? given : undefined;
};

/** Whether results are fetched from a lower-case host name. `added`: entries as {@link parseResultHosts} answers them. */
export const isResultHost = (host: string, added: readonly string[]): boolean =>
  SERVICE_HOST.test(host) || added.some((entry) => (entry.startsWith('.') ? host.endsWith(entry) : host === entry));
