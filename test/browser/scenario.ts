/** What a scenario is, and what most of them do. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
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

/** An image file of the project's samples. */
export const SAMPLES = {
  clock: join(import.meta.dirname, '../../samples/clock.png'),
  vase: join(import.meta.dirname, '../../samples/vase-on-a-table.jpg'),
} as const;

/** Takes an image of the whole page. */
export const look = async (page: Page, name: string): Promise<void> => {
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
};

/** Opens the form and waits until it can be used. */
export const openForm = async (page: Page): Promise<void> => {
  await page.goto('/');
  await page.getByRole('heading', { name: 'New edit' }).waitFor();
  await page.getByRole('radio', { name: 'Add title' }).waitFor({ state: 'attached' });
};

/** Chooses files and waits until each is uploaded. */
export const choose = async (page: Page, ...files: readonly string[]): Promise<void> => {
  const before = await page.locator('.image-card').count();
  await page.locator('#add-image').setInputFiles([...files]);
  await page
    .locator('.image-card-ready')
    .nth(before + files.length - 1)
    .waitFor();
};

/** Sends the form and waits for the page of the edit; answers its id. */
export const startEdit = async (page: Page): Promise<string> => {
  await page.getByRole('button', { name: 'Start edit', exact: true }).click();
  await page.waitForURL(/#\/edits\/[0-9a-f]{40}$/);
  return page.url().slice(-40);
};

/** Waits until the edit on the page has this status. */
export const awaitStatus = (page: Page, status: string): Promise<void> =>
  page.locator(`article[data-state="${status}"]`).waitFor();

/** Drops a file onto the page, as a file manager does. */
export const drop = async (page: Page, path: string, name: string, mediaType: string): Promise<void> => {
  const base64 = (await readFile(path)).toString('base64');
  const transfer = await page.evaluateHandle(
    async ({ base64, name, mediaType }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], name, { type: mediaType }));
      return dataTransfer;
    },
    { base64, name, mediaType },
  );
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await page.locator('.drop-overlay').waitFor();
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
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
