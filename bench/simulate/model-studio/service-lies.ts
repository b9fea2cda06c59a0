/** What the service, and what stands between it and us, say that is not so: each with its own rate, and counted. */
import type { LieName, LieRule } from '#simulator/index.ts';
import type { Random } from '../seeded.ts';

/** How often a lie is told: a share in [0, 1] of the calls, or of the tasks, that it is about. */
export interface LieRate {
  readonly lie: LieName;
  readonly value?: string;
  readonly share: number;
}

/** Lies of the noisy scenarios, with their rates. */
export const LIE_RATES: readonly LieRate[] = [
  { lie: 'create-error', share: 0.004 },
  { lie: 'create-error', value: 'SystemError', share: 0.002 },
  { lie: 'create-page', share: 0.002 },
  { lie: 'create-code', share: 0.002 },
  { lie: 'create-no-id', share: 0.002 },
  { lie: 'cached-create', share: 0.001 },
  { lie: 'list-error', share: 0.02 },
  { lie: 'list-status', share: 0.05 },
  { lie: 'list-instants', value: 'late', share: 0.01 },
  { lie: 'list-instants', value: 'early', share: 0.01 },
  { lie: 'list-instants', value: 'seconds', share: 0.01 },
  { lie: 'list-instants', value: 'microseconds', share: 0.01 },
  { lie: 'list-instants', value: 'null', share: 0.01 },
  { lie: 'list-model', share: 0.02 },
  { lie: 'list-null-row', share: 0.02 },
  { lie: 'list-total', share: 0.02 },
  { lie: 'list-no-rows', share: 0.02 },
  { lie: 'task-id', share: 0.005 },
  { lie: 'orig-prompt', value: 'emoji', share: 0.01 },
  { lie: 'orig-prompt', value: 'space', share: 0.01 },
  { lie: 'orig-prompt', value: 'html', share: 0.01 },
  { lie: 'orig-prompt', value: 'mojibake', share: 0.01 },
  { lie: 'http-url', share: 0.01 },
  { lie: 'null-result', share: 0.005 },
  { lie: 'failed-with-picture', share: 0.005 },
  { lie: 'status-word', share: 0.005 },
  { lie: 'no-results', share: 0.003 },
  { lie: 'few-results', share: 0.005 },
  { lie: 'many-results', value: '9', share: 0.003 },
  { lie: 'numbers-as-text', share: 0.01 },
  { lie: 'unknown-fields', share: 0.01 },
  { lie: 'dead-result', share: 0.003 },
  { lie: 'result-format', value: 'jpeg', share: 0.005 },
  { lie: 'result-format', value: 'webp', share: 0.005 },
  { lie: 'huge-result', share: 0.002 },
  { lie: 'chunked-result', share: 0.02 },
  { lie: 'result-type', share: 0.01 },
  { lie: 'compress', value: 'gzip', share: 0.01 },
  { lie: 'compress', value: 'br', share: 0.01 },
  { lie: 'bom', share: 0.01 },
];

/** The rules of these rates; `told` hears of each lie that is told. */
export const lieRules = (rates: readonly LieRate[], random: Random, told: (lie: string) => void): readonly LieRule[] =>
  rates.map(({ lie, value, share }) => ({
    lie,
    ...(value === undefined ? {} : { value }),
    when: () => {
      if (share < 1 && random() >= share) return false;
      told(value === undefined ? lie : `${lie}=${value}`);
      return true;
    },
  }));
