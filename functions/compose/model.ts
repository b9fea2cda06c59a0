/** Model Studio on Lambda: its key comes from Secrets Manager, where it is and in which workspace from the settings. */
import { createSecretsManagerSecrets } from '#adapters/aws/secrets-manager-secrets.ts';
import { serviceAddress } from '#adapters/dashscope/config.ts';
import { createModelStudio } from '#adapters/dashscope/model-studio.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Model } from '#core/ports/model.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';

/** Where the service is, as the settings say it. */
export interface ServiceSettings {
  readonly modelUrl?: string;
  readonly modelRegion?: string;
  readonly modelWorkspace?: string;
}

/** Base URL and workspace. @throws AccountProblem when one of them cannot work */
export const addressOf = ({ modelUrl, modelRegion, modelWorkspace }: ServiceSettings) =>
  serviceAddress({
    DASHSCOPE_HTTP_BASE_URL: modelUrl,
    DARKROOM_REGION: modelRegion,
    DARKROOM_WORKSPACE_ID: modelWorkspace,
  });

/** The client. @throws AccountProblem as {@link addressOf} */
export const composeModel = (
  settings: ServiceSettings & { readonly secretId: string },
  { clock, telemetry }: { readonly clock: Clock; readonly telemetry: Telemetry },
): Model =>
  createModelStudio({
    ...addressOf(settings),
    secrets: createSecretsManagerSecrets({ secretId: settings.secretId, clock }),
    clock,
    telemetry,
  });
