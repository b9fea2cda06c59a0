/** Settings of the service from the environment: key, base URL, workspace. */
import { AccountProblem } from '#core/errors.ts';
import { apiKeyProblem } from '#core/service/api-key.ts';
import { DEFAULT_REGION, parseBaseUrl, regionBaseUrl } from './base-url.ts';

/** What the environment says about the service. Without a key there is no real service to speak to. */
export interface DashscopeConfig {
  readonly apiKey?: string;
  readonly baseUrl: string;
  readonly workspaceId?: string;
}

const refuse = (name: string, why: string, hint: string): never => {
  throw new AccountProblem({ code: 'SETTING_REFUSED', message: `${name} cannot be used: ${why}.`, hint });
};

/** A key without surrounding white space, checked for what can be known without asking. Never quoted. @throws AccountProblem */
export const parseApiKey = (written: string): string => {
  const key = written.trim();
  const problem = apiKeyProblem(key);
  if (problem !== undefined) throw new AccountProblem(problem);
  return key;
};

/** A workspace id, checked to fit in a header. @throws AccountProblem */
const parseWorkspace = (written: string): string =>
  /^[\w-]{1,64}$/.test(written.trim())
    ? written.trim()
    : refuse(
        'DARKROOM_WORKSPACE_ID',
        'it is no workspace id',
        'Copy the id from the workspace page of Model Studio, such as llm-abc123.',
      );

type Variables = Readonly<Record<string, string | undefined>>;

const given = (env: Variables, name: string): string | undefined => env[name]?.trim() || undefined;

/**
 * Reads DASHSCOPE_HTTP_BASE_URL (as the official SDKs do), DARKROOM_REGION (singapore or beijing, unless a base URL is given) and
 * DARKROOM_WORKSPACE_ID. Empty counts as unset. @throws AccountProblem when a value cannot work
 */
export const serviceAddress = (env: Variables): Omit<DashscopeConfig, 'apiKey'> => {
  const url = given(env, 'DASHSCOPE_HTTP_BASE_URL');
  const workspace = given(env, 'DARKROOM_WORKSPACE_ID');
  return {
    baseUrl: url === undefined ? regionBaseUrl(given(env, 'DARKROOM_REGION') ?? DEFAULT_REGION) : parseBaseUrl(url),
    ...(workspace === undefined ? {} : { workspaceId: parseWorkspace(workspace) }),
  };
};

/** Reads DASHSCOPE_API_KEY and the address of the service. @throws AccountProblem when a value cannot work */
export const configFromEnv = (env: Variables): DashscopeConfig => {
  const key = given(env, 'DASHSCOPE_API_KEY');
  return { ...(key === undefined ? {} : { apiKey: parseApiKey(key) }), ...serviceAddress(env) };
};
