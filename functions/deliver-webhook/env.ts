/** Environment of deliver-webhook. */
import { type Environment, need } from '../environment.ts';
import { allowPrivateOf } from '../webhook-environment.ts';

/** Variables that the stack sets. */
export interface DeliverWebhookEnv {
  /** The ledger's table. */
  readonly DARKROOM_TABLE: string;
  /** `true`: endpoints may be private addresses and plain http. Default `false`. */
  readonly DARKROOM_WEBHOOKS_ALLOW_PRIVATE?: string;
}

/** The environment, checked. @throws Error naming the variable that is missing or malformed */
export const readEnv = (env: Environment): { readonly table: string; readonly allowPrivate: boolean } => ({
  table: need(env, 'DARKROOM_TABLE' satisfies keyof DeliverWebhookEnv),
  allowPrivate: allowPrivateOf(env),
});
