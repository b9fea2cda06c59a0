/** Every case, in the order of the table. */
import type { Case } from './case.ts';
import { LOST_RESULTS } from './lost-results.ts';
import { OF_THE_MACHINE } from './machine.ts';
import { PAID_TWICE } from './paid-twice.ts';

/** Nine ways to pay twice, seventeen to lose a result. */
export const CASES: readonly Case[] = [...PAID_TWICE, ...LOST_RESULTS, ...OF_THE_MACHINE];
