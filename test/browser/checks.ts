/** What must hold of every page, and a look at it. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { SCREENSHOTS } from './harness.ts';

/** Takes an image of the whole page. */
export const look = async (page: Page, name: string): Promise<void> => {
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
};

const axeSource = createRequire(import.meta.url)('axe-core').source as string;

interface AxeFinding {
  readonly id: string;
  readonly impact: string;
  readonly targets: readonly string[];
}

/** Holds the page to axe: nothing serious or critical. */
export const checkWithAxe = async (page: Page, what: string): Promise<void> => {
  await page.evaluate(axeSource);
  const findings: readonly AxeFinding[] = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string | null; nodes: { target: unknown[] }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact: impact ?? 'minor',
      targets: nodes.map(({ target }) => target.join(' ')),
    }));
  });
  const serious = findings.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(serious, [], `axe on ${what}`);
};

/** Holds the page to its width: nothing sticks out sideways. */
export const checkWidth = async (page: Page, what: string): Promise<void> => {
  const { content, window: width } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  assert.ok(content <= width, `${what} is ${content} pixels wide in a window of ${width}`);
};
