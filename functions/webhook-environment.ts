/** What the functions that add or reach webhook endpoints read from their environment alike. */
import type { Environment } from './environment.ts';

/** Whether endpoints may be private addresses and plain http (DARKROOM_WEBHOOKS_ALLOW_PRIVATE); default false. @throws Error when it is neither true nor false */
export const allowPrivateOf = ({ DARKROOM_WEBHOOKS_ALLOW_PRIVATE: text }: Environment): boolean => {
  if (!text || text === 'false') return false;
  if (text === 'true') return true;
  throw new Error(`DARKROOM_WEBHOOKS_ALLOW_PRIVATE is "${text}": set it to true or false, or leave it out`);
};
