/** Environment of start-edit. */
import { type Environment, imagesPerDayOf, need } from '../environment.ts';

/** Variables that the stack sets. */
export interface StartEditEnv {
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
}

/** The environment, checked. @throws Error naming the variable that is missing or malformed */
export const readEnv = (env: Environment) => ({
  table: need(env, 'DARKROOM_TABLE' satisfies keyof StartEditEnv),
  uploadsBucket: need(env, 'DARKROOM_UPLOADS_BUCKET' satisfies keyof StartEditEnv),
  resultsBucket: need(env, 'DARKROOM_RESULTS_BUCKET' satisfies keyof StartEditEnv),
  stateMachineArn: need(env, 'DARKROOM_STATE_MACHINE_ARN' satisfies keyof StartEditEnv),
  busName: need(env, 'DARKROOM_EVENT_BUS' satisfies keyof StartEditEnv),
  ...imagesPerDayOf(env),
});
