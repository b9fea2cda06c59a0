/** Looks whether the service can be used from here, without spending anything: settings, address, key. */
import { createModelStudio, proxyFromEnv, serviceAddress } from '#adapters/dashscope/index.ts';
import { goesThroughProxy } from '#adapters/dashscope/transport/proxy.ts';
import { createEnvironmentSecrets, namesApiKey } from '#adapters/embedded/environment-secrets.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import { EditError, type Problem } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { keyReader } from './key-reader.ts';

/** What the environment says of proxies. `ignored`: variables that are not used for the service. A host is named without its password. */
export type ProxyNote =
  | { readonly state: 'none' }
  | { readonly state: 'used' | 'excepted'; readonly host: string }
  | { readonly state: 'ignored'; readonly names: readonly string[] }
  | { readonly state: 'refused'; readonly problem: Problem };

/** What was found: the settings cannot work, there is no key, the service cannot be reached or rejects the key, or all is well. */
export type ModelStudioFinding =
  | { readonly state: 'invalid-settings'; readonly problem: Problem }
  | { readonly state: 'no-key'; readonly baseUrl: string }
  | { readonly state: 'rejected' | 'unreachable'; readonly baseUrl: string; readonly problem: Problem }
  | { readonly state: 'usable'; readonly baseUrl: string; readonly ms: number; readonly clockOffsetMs?: number };

const MINUTE_MS = 60_000;

/** Asks the service for the tasks of the last minute: a free call that needs the right address and a key that works there. */
export const checkModelStudio = async (
  env: Readonly<Record<string, string | undefined>>,
  options: { readonly signal: AbortSignal },
): Promise<ModelStudioFinding> => {
  let baseUrl: string;
  try {
    const config = serviceAddress(env);
    baseUrl = config.baseUrl;
    if (!namesApiKey(env)) return { state: 'no-key', baseUrl };
    const secrets = createEnvironmentSecrets(env, keyReader(baseUrl));
    await secrets.apiKey();
    const clock = createSystemClock();
    const telemetry = { log: () => undefined, measure: () => undefined };
    const workspace = config.workspaceId === undefined ? {} : { workspaceId: config.workspaceId };
    const model = createModelStudio({ secrets, baseUrl, clock, telemetry, proxy: proxyFromEnv(env), ...workspace });
    const began = clock.now();
    return await model
      .listTasks({ from: began - MINUTE_MS, to: began }, options)
      .then(({ clockOffsetMs }) => ({
        state: 'usable' as const,
        baseUrl,
        ms: clock.now() - began,
        ...omitUndefined({ clockOffsetMs }),
      }))
      .catch((error: unknown) => failed(error, config.baseUrl));
  } catch (error) {
    if (error instanceof EditError) return { state: 'invalid-settings', problem: error.problem };
    throw error;
  }
};

const failed = (error: unknown, baseUrl: string): ModelStudioFinding => {
  if (!(error instanceof EditError)) throw error;
  return { state: error.retryable ? 'unreachable' : 'rejected', baseUrl, problem: error.problem };
};

/** Variables of proxies that other programs use and that the service is not reached through: https alone is spoken with it. */
const UNUSED = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'] as const;

/** Whether the service is reached through a proxy. */
export const proxyNote = (env: Readonly<Record<string, string | undefined>>): ProxyNote => {
  const proxy = orProblem(() => proxyFromEnv(env));
  if (proxy !== undefined && 'code' in proxy) return { state: 'refused', problem: proxy };
  if (proxy === undefined) {
    const names = UNUSED.filter((name) => env[name]?.trim());
    return names.length === 0 ? { state: 'none' } : { state: 'ignored', names };
  }
  const address = orProblem(() => serviceAddress(env));
  const direct = 'baseUrl' in address && !goesThroughProxy(proxy, new URL(address.baseUrl));
  return { state: direct ? 'excepted' : 'used', host: new URL(proxy.url).host };
};

const orProblem = <T>(work: () => T): T | Problem => {
  try {
    return work();
  } catch (error) {
    if (error instanceof EditError) return error.problem;
    throw error;
  }
};
