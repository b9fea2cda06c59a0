/** Environment of batch-item. */
import { type Environment, need } from '../environment.ts';

/** Variables that the stack sets. */
export interface BatchItemEnv {
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
  table: need(env, 'DARKROOM_TABLE' satisfies keyof BatchItemEnv),
  uploadsBucket: need(env, 'DARKROOM_UPLOADS_BUCKET' satisfies keyof BatchItemEnv),
  resultsBucket: need(env, 'DARKROOM_RESULTS_BUCKET' satisfies keyof BatchItemEnv),
  stateMachineArn: need(env, 'DARKROOM_STATE_MACHINE_ARN' satisfies keyof BatchItemEnv),
  busName: need(env, 'DARKROOM_EVENT_BUS' satisfies keyof BatchItemEnv),
  ...imagesPerDayOf(env),
});

const imagesPerDayOf = ({ DARKROOM_IMAGES_PER_DAY: text }: Environment): { readonly imagesPerDay?: number } => {
  if (text === undefined || text === '') return {};
  if (/^\d{1,9}$/.test(text)) return { imagesPerDay: Number(text) };
  throw new Error(`DARKROOM_IMAGES_PER_DAY is "${text}": set it to a whole number of images, or leave it out for no bound`);
};
