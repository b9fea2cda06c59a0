/** Environment of api. */
import { capacityOf, type Environment, imagesPerDayOf, need } from '../environment.ts';
import { allowPrivateOf } from '../webhook-environment.ts';

/** Variables that the stack sets. */
export interface ApiEnv {
  /** Version of Darkroom, which the OpenAPI document names. */
  readonly DARKROOM_VERSION: string;
  /** The ledger's table. */
  readonly DARKROOM_TABLE: string;
  /** Bucket that people write to. */
  readonly DARKROOM_UPLOADS_BUCKET: string;
  /** Bucket that only Darkroom writes to. */
  readonly DARKROOM_RESULTS_BUCKET: string;
  /** The state machine of statemachines/edit-image.asl.json. */
  readonly DARKROOM_STATE_MACHINE_ARN: string;
  /** Bus that outcomes are published on. */
  readonly DARKROOM_EVENT_BUS: string;
  /** Images a day; a whole number. Default: no bound. */
  readonly DARKROOM_IMAGES_PER_DAY?: string;
  /** Secret that holds the Model Studio API key. */
  readonly DARKROOM_SECRET_ID: string;
  /** Slots at the service; a whole number. Default 7. */
  readonly DARKROOM_CAPACITY?: string;
  /** `true`: webhook endpoints may be private addresses and plain http. Default `false`. */
  readonly DARKROOM_WEBHOOKS_ALLOW_PRIVATE?: string;
  /** Base URL of the service, as in its SDKs. Default: Singapore. */
  readonly DASHSCOPE_HTTP_BASE_URL?: string;
}

/** The environment, checked. @throws Error naming the variable that is missing or malformed */
export const readEnv = (env: Environment) => ({
  version: need(env, 'DARKROOM_VERSION' satisfies keyof ApiEnv),
  table: need(env, 'DARKROOM_TABLE' satisfies keyof ApiEnv),
  uploadsBucket: need(env, 'DARKROOM_UPLOADS_BUCKET' satisfies keyof ApiEnv),
  resultsBucket: need(env, 'DARKROOM_RESULTS_BUCKET' satisfies keyof ApiEnv),
  stateMachineArn: need(env, 'DARKROOM_STATE_MACHINE_ARN' satisfies keyof ApiEnv),
  busName: need(env, 'DARKROOM_EVENT_BUS' satisfies keyof ApiEnv),
  secretId: need(env, 'DARKROOM_SECRET_ID' satisfies keyof ApiEnv),
  capacity: capacityOf(env),
  allowPrivateWebhooks: allowPrivateOf(env),
  ...imagesPerDayOf(env),
});
