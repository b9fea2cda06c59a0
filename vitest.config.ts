/** How the tests run: `npx vitest run` runs them all, `npx vitest run test/core/ids.test.ts` one file. */
import { defineConfig } from 'vitest/config';

/** Node that the tests need; `npm ci` installs it, and npm and npx put it first. */
const NODE = 24;

/**
 * Nothing in a test waits for so long: this only ends a test that hangs, in ms. A machine that does ten other things at once takes
 * ten times as long for everything, so a figure near what a test takes would fail there.
 */
const HANGS_MS = 10 * 60_000;

if (Number.parseInt(process.versions.node, 10) < NODE) {
  process.stderr.write(
    `The tests need Node ${NODE}, which npm ci has installed, but this is Node ${process.versions.node}: started by its path, vitest ` +
      `takes the machine's own.\nRun: npx vitest ${process.argv.slice(2).join(' ')}\n`,
  );
  process.exit(1);
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'bench/test/**/*.test.ts'],
    exclude: ['test/aws/**', 'test/browser/**', 'node_modules/**'],
    // Files share a process and the modules that it has loaded, which saves half of the time. They cannot disturb each other: no
    // module keeps state (test/architecture/module-state.test.ts), none is mocked, and what a test stubs is put back after it.
    isolate: false,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    maxWorkers: '100%',
    testTimeout: HANGS_MS,
    hookTimeout: HANGS_MS,
    teardownTimeout: HANGS_MS,
    expect: { poll: { timeout: HANGS_MS, interval: 10 } },
    coverage: {
      // Counts in core alone, where V8's own counters slow everything down that runs.
      provider: 'istanbul',
      include: ['core/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { branches: 95 },
    },
  },
});
