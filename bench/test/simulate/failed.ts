/** What a scenario found broken, with the seed that shows it again. */
import type { ScenarioResult } from '../../simulate/scenarios/scenario.ts';

/** The broken lines, each a sentence; none when everything holds. */
export const failed = (seed: number, { lines }: ScenarioResult): readonly string[] =>
  lines
    .filter(({ holds }) => holds === false)
    .map(
      ({ scenario, must, measured, examples = [] }) =>
        `seed ${seed}, ${scenario}: ${must}, but it is ${measured}; ${examples.slice(0, 3).join('; ')}`,
    );
