/** What the environment sets, apart from the service's own settings. */
import { InvalidEdit } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { parseResultHosts, RESULT_HOSTS_ALLOWED } from '#core/service/result-hosts.ts';

/** Settings of one machine. */
export interface Settings {
  /** Slots: edits that may be with the model at once (DARKROOM_CAPACITY). */
  readonly capacity?: number;
  /** Images a day (DARKROOM_IMAGES_PER_DAY); 0 rejects everything. */
  readonly imagesPerDay?: number;
  /** Hosts that results may come from besides the service's own storage (DARKROOM_RESULT_HOSTS). */
  readonly resultHosts?: readonly string[];
}

/** Default of PORT. */
export const DEFAULT_PORT = 4400;
/** Default of DARKROOM_HOME. */
export const DEFAULT_HOME = '.darkroom';

/** Reads the settings. @throws InvalidEdit SETTING_REFUSED */
export const readSettings = (env: Readonly<Record<string, string | undefined>>): Settings => {
  const capacity = wholeNumber(env, 'DARKROOM_CAPACITY', 1, 1000);
  const imagesPerDay = wholeNumber(env, 'DARKROOM_IMAGES_PER_DAY', 0, 1_000_000);
  return omitUndefined({ capacity, imagesPerDay, resultHosts: hostNames(env, 'DARKROOM_RESULT_HOSTS') });
};

const hostNames = (env: Readonly<Record<string, string | undefined>>, name: string): readonly string[] | undefined => {
  const text = env[name]?.trim();
  if (text === undefined || text === '') return undefined;
  const given = parseResultHosts(text);
  if (given !== undefined) return given;
  throw new InvalidEdit({
    code: 'SETTING_REFUSED',
    message: `${name}=${text.slice(0, 200)} cannot be used: it must be ${RESULT_HOSTS_ALLOWED}`,
    hint: `Correct ${name}, or leave it unset.`,
  });
};

/** The port of the environment. @throws InvalidEdit SETTING_REFUSED */
export const readPort = (env: Readonly<Record<string, string | undefined>>): number =>
  wholeNumber(env, 'PORT', 0, 65_535) ?? DEFAULT_PORT;

const wholeNumber = (
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  min: number,
  max: number,
): number | undefined => {
  const text = env[name]?.trim();
  if (text === undefined || text === '') return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new InvalidEdit({
    code: 'SETTING_REFUSED',
    message: `${name}=${text} cannot be used: it must be a whole number from ${min} to ${max}`,
    hint: `Correct ${name}, or leave it unset.`,
  });
};
