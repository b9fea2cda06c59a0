/** Runs the console in a real browser against the embedded runtime: `npm run test:browser [WORD]` (only scenarios with that word). */

import { accessibility } from './accessibility.ts';
import { editing } from './editing.ts';
import { CHROMIUM, hasChromium, startHarness } from './harness.ts';
import { managing } from './managing.ts';
import { rejections } from './rejections.ts';
import type { Scenario } from './scenario.ts';

const scenarios: readonly Scenario[] = [...editing, ...managing, ...rejections, ...accessibility];

const main = async (word: string): Promise<number> => {
  if (!hasChromium()) {
    process.stderr.write(
      `There is no browser at ${CHROMIUM}. Install it (Debian: apt-get install chromium) or set CHROMIUM to one.\n`,
    );
    return 2;
  }
  const harness = await startHarness();
  let failed = 0;
  const chosen = scenarios.filter(({ name }) => name.includes(word));
  try {
    for (const { name, run } of chosen) {
      const began = Date.now();
      const error = await run(harness).then(
        () => undefined,
        (reason: unknown) => reason ?? new Error('failed'),
      );
      if (error !== undefined) failed += 1;
      process.stdout.write(`${error === undefined ? 'ok  ' : 'FAIL'} ${name} (${Date.now() - began} ms)\n`);
      if (error !== undefined)
        process.stdout.write(`     ${String(error instanceof Error ? error.stack : error).replaceAll('\n', '\n     ')}\n`);
    }
  } finally {
    await harness.close();
  }
  process.stdout.write(`${chosen.length - failed} passed, ${failed} failed\n`);
  return failed === 0 && chosen.length > 0 ? 0 : 1;
};

process.exitCode = await main(process.argv[2] ?? '');
