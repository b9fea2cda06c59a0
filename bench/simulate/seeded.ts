/** Randomness of one run: every part draws from its own stream, so that a change in one does not shift the others. */
import { createRandom, hashText, type Random } from '#simulator/random.ts';

export type { Random } from '#simulator/random.ts';

/** The stream of numbers in [0, 1) that belongs to `name` under a seed. */
export const streamOf = (seed: number, name: string): Random => createRandom(hashText(`${seed} ${name}`));

/** A whole number in [least, most]. */
export const wholeBetween = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1));

/** One of the given things. @throws RangeError when there are none */
export const oneOf = <T>(random: Random, things: readonly T[]): T => {
  const thing = things[Math.floor(random() * things.length)];
  if (thing === undefined) throw new RangeError('nothing to choose from');
  return thing;
};
