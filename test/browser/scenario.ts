/** What a scenario is. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Harness, type OpenPage, type PageOptions, SCREENSHOTS } from './harness.ts';

/** One thing a person does with the console, and what must then be so. */
export interface Scenario {
  readonly name: string;
  readonly run: (harness: Harness) => Promise<void>;
}

/** A scenario in a page of its own; afterwards neither the page's scripts nor its console may have complained. */
export const inPage = (
  name: string,
  run: (page: Page, open: OpenPage, harness: Harness) => Promise<void>,
  options: PageOptions = {},
): Scenario => ({
  name,
  run: async (harness) => {
    const open = await harness.open(options);
    try {
      await run(open.page, open, harness);
      assert.deepEqual(open.complaints, []);
    } catch (error) {
      await open.page.screenshot({ path: join(SCREENSHOTS, `FAILED ${name.replace(/[^\w -]/g, '')}.png`), fullPage: true });
      throw error;
    } finally {
      await open.close();
    }
  },
});
