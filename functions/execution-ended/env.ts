/** Environment of execution-ended. */
import { capacityOf, type Environment, need } from '../environment.ts';

/** Variables that the stack sets. */
export interface ExecutionEndedEnv {
  /** The ledger's table. */
  readonly DARKROOM_TABLE: string;
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
  table: need(env, 'DARKROOM_TABLE' satisfies keyof ExecutionEndedEnv),
  stateMachineArn: need(env, 'DARKROOM_STATE_MACHINE_ARN' satisfies keyof ExecutionEndedEnv),
  busName: need(env, 'DARKROOM_EVENT_BUS' satisfies keyof ExecutionEndedEnv),
  secretId: need(env, 'DARKROOM_SECRET_ID' satisfies keyof ExecutionEndedEnv),
  capacity: capacityOf(env),
});
