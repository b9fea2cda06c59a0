/** Whether a row of the task list can be about our model, however it spells it. */
import { MODEL } from '#core/service/limits.ts';

const lettersOf = (name: string): string =>
  name
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');

/** The model without its last word: what further versions of it would be called as well. */
const FAMILY = lettersOf(MODEL.slice(0, MODEL.lastIndexOf('-')));

/** The name as we ask for it. */
export const isOurModel = (name: string): boolean => name === MODEL;

/** Another case, other separators, a prefix, another ending or no letter at all: it cannot be ruled out that our model is meant. */
export const mayBeOurModel = (name: string): boolean => {
  const letters = lettersOf(name);
  return letters === '' || letters.includes(FAMILY);
};
