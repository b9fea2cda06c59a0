/** Random seeds. */
import { SEED } from '#core/service/limits.ts';

/** A seed that the service takes, drawn anew. */
export const drawSeed = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) & SEED.max;
