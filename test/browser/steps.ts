/** What a person does in most scenarios. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** An image file of the project's samples. */
export const SAMPLES = {
  clock: join(import.meta.dirname, '../../samples/clock.png'),
  vase: join(import.meta.dirname, '../../samples/vase-on-a-table.jpg'),
} as const;

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
