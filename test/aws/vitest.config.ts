/** Vitest for `npm run test:aws`: one file after another, against the deployed stack. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/aws/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false, retry: 0 },
});
