/** Where the service is, from the environment: base URL, workspace. The key has an adapter of its own. */
import { AccountProblem } from '#core/errors.ts';
import { DEFAULT_REGION, parseBaseUrl, regionBaseUrl } from './base-url.ts';

/** What the environment says about the service. */
export interface ServiceAddress {
  readonly baseUrl: string;
  readonly workspaceId?: string;
}

const refuse = (name: string, why: string, hint: string): never => {
  throw new AccountProblem({ code: 'SETTING_REFUSED', message: `${name} cannot be used: ${why}.`, hint });
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
export const serviceAddress = (env: Variables): ServiceAddress => {
  const url = given(env, 'DASHSCOPE_HTTP_BASE_URL');
  const workspace = given(env, 'DARKROOM_WORKSPACE_ID');
  return {
    baseUrl: url === undefined ? regionBaseUrl(given(env, 'DARKROOM_REGION') ?? DEFAULT_REGION) : parseBaseUrl(url),
    ...(workspace === undefined ? {} : { workspaceId: parseWorkspace(workspace) }),
  };
};
