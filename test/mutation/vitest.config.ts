/** The tests that a mutation run may use: those of core, always with the same random inputs. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/core/**/*.test.ts'],
    setupFiles: ['test/mutation/fixed-seed.ts'],
    testTimeout: 60_000,
    // One worker for all files of a run: thousands of runs start thousands of workers less. Every run still loads core anew.
    isolate: false,
  },
});
