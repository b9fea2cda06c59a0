/**
 * Mutation run of core: every small change that Stryker makes to the code must be noticed by a test (docs/mutation.md).
 * One room alone: `npm run mutation -- --mutate 'core/edit/**'`.
 */
import type { PartialStrykerOptions } from '@stryker-mutator/api/core';

export default {
  mutate: ['core/**/*.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation/ignore-wording.ts'],
  ignorers: ['wording'],
  // Results of unchanged code and unchanged tests are kept from run to run; `--force` runs everything.
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  htmlReporter: { fileName: 'reports/mutation/index.html' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  allowConsoleColors: false,
  // Stryker would rewrite tsconfig.json with an API that TypeScript 7 no longer has; the tests are run without type checks anyway.
  tsconfigFile: 'none',
  disableTypeChecks: false,
  ignorePatterns: ['reports', 'coverage', 'cdk.out*', '.darkroom', '.test-aws', 'samples', 'bench', 'docs/reference'],
  concurrency: 1,
  thresholds: { high: 95, low: 85, break: 85 },
} satisfies PartialStrykerOptions;
