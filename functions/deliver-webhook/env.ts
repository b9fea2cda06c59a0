/** Environment of deliver-webhook. */

/** Variables that the stack sets. */
export interface DeliverWebhookEnv {
  /** The ledger's table. */
  readonly DARKROOM_TABLE: string;
  /** `true`: endpoints may be private addresses and plain http. Default `false`. */
  readonly DARKROOM_WEBHOOKS_ALLOW_PRIVATE?: string;
}

/** The environment, checked. @throws Error naming the variable that is missing or malformed */
export const readEnv = (
  env: Readonly<Record<string, string | undefined>>,
): { readonly table: string; readonly allowPrivate: boolean } => {
  const table = env.DARKROOM_TABLE;
  if (!table) throw new Error('DARKROOM_TABLE is not set: the stack sets it to the name of the ledger table');
  const allow = env.DARKROOM_WEBHOOKS_ALLOW_PRIVATE ?? 'false';
  if (allow !== 'true' && allow !== 'false') {
    throw new Error(`DARKROOM_WEBHOOKS_ALLOW_PRIVATE is "${allow}": set it to true or false, or leave it out`);
  }
  return { table, allowPrivate: allow === 'true' };
};
