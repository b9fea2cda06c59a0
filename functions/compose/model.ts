/** Model Studio on Lambda: its key comes from Secrets Manager, where it is and in which workspace from the settings. */
import { createSecretsManagerSecrets } from '#adapters/aws/secrets-manager-secrets.ts';
import { serviceAddress } from '#adapters/dashscope/config.ts';
import { createModelStudio } from '#adapters/dashscope/model-studio.ts';
import type { ModelStudioDeps } from '#adapters/dashscope/session/service.ts';
import { createTaskReader } from '#adapters/dashscope/task-reader.ts';
import { proxyFromEnv } from '#adapters/dashscope/transport/proxy.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Model } from '#core/ports/model.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';

/** Where the service is, as the settings say it. */
export interface ServiceSettings {
  readonly modelUrl?: string;
  readonly modelRegion?: string;
  readonly modelWorkspace?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

/** Base URL and workspace. @throws AccountProblem when one of them cannot work */
export const addressOf = ({ modelUrl, modelRegion, modelWorkspace }: ServiceSettings) =>
  serviceAddress({
    DASHSCOPE_HTTP_BASE_URL: modelUrl,
    DARKROOM_REGION: modelRegion,
    DARKROOM_WORKSPACE_ID: modelWorkspace,
  });

/** The proxy to the service, if there is one. @throws AccountProblem when it cannot be used */
export const proxyOf = ({ httpsProxy, noProxy }: ServiceSettings) => proxyFromEnv({ HTTPS_PROXY: httpsProxy, NO_PROXY: noProxy });

/** What both clients are made of. */
const depsOf = (
  settings: ServiceSettings & { readonly secretId: string },
  { clock, telemetry }: { readonly clock: Clock; readonly telemetry: Telemetry },
): ModelStudioDeps => ({
  ...addressOf(settings),
  proxy: proxyOf(settings),
  secrets: createSecretsManagerSecrets({ secretId: settings.secretId, clock }),
  clock,
  telemetry,
});

/** The client. @throws AccountProblem as {@link addressOf} and {@link proxyOf} */
export const composeModel = (...parts: Parameters<typeof depsOf>): Model => createModelStudio(depsOf(...parts));

/** The client of a function that only looks at tasks: the rest of it is not bundled then. @throws AccountProblem as {@link composeModel} */
export const composeTaskReader = (...parts: Parameters<typeof depsOf>): Pick<Model, 'getTask'> =>
  createTaskReader(depsOf(...parts));
