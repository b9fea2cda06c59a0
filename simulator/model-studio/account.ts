/** Keys and the accounts behind them: a key is only ever kept as its hash. */
import { hash } from 'node:crypto';

/** The account of a key: 32 hex characters of its SHA-256, so that nothing that is kept gives the key away. */
export const accountOf = (apiKey: string): string => hash('sha256', apiKey, 'hex').slice(0, 32);
