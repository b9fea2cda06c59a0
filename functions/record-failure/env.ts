/** Environment of record-failure. */
import { capacityOf, type Environment, need } from '../environment.ts';

/** Variables that the stack sets. */
export interface RecordFailureEnv {
  /** The ledger's table. */
  readonly DARKROOM_TABLE: string;
  /** The state machine of statemachines/edit-image.asl.json. */
  readonly DARKROOM_STATE_MACHINE_ARN: string;
  /** Bus that outcomes are published on. */
  readonly DARKROOM_EVENT_BUS: string;
  /** Slots at the service; a whole number. Default 7. */
  readonly DARKROOM_CAPACITY?: string;
}

/** The environment, checked. @throws Error naming the variable that is missing or malformed */
export const readEnv = (env: Environment) => ({
  table: need(env, 'DARKROOM_TABLE' satisfies keyof RecordFailureEnv),
  stateMachineArn: need(env, 'DARKROOM_STATE_MACHINE_ARN' satisfies keyof RecordFailureEnv),
  busName: need(env, 'DARKROOM_EVENT_BUS' satisfies keyof RecordFailureEnv),
  capacity: capacityOf(env),
});
