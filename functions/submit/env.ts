/** Environment of submit. */
import { capacityOf, type Environment, need } from '../environment.ts';

/** Variables that the stack sets. */
export interface SubmitEnv {
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
  /** Secret that holds the Model Studio API key. */
  readonly DARKROOM_SECRET_ID: string;
  /** Slots at the service; a whole number. Default 7. */
  readonly DARKROOM_CAPACITY?: string;
  /** Base URL of the service, as in its SDKs. Default: Singapore. */
  readonly DASHSCOPE_HTTP_BASE_URL?: string;
}

/** The environment, checked. @throws Error naming the variable that is missing or malformed */
export const readEnv = (env: Environment) => ({
  table: need(env, 'DARKROOM_TABLE' satisfies keyof SubmitEnv),
  uploadsBucket: need(env, 'DARKROOM_UPLOADS_BUCKET' satisfies keyof SubmitEnv),
  resultsBucket: need(env, 'DARKROOM_RESULTS_BUCKET' satisfies keyof SubmitEnv),
  stateMachineArn: need(env, 'DARKROOM_STATE_MACHINE_ARN' satisfies keyof SubmitEnv),
  busName: need(env, 'DARKROOM_EVENT_BUS' satisfies keyof SubmitEnv),
  secretId: need(env, 'DARKROOM_SECRET_ID' satisfies keyof SubmitEnv),
  capacity: capacityOf(env),
});
