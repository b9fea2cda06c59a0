/** For everybody: without a mouse, on a phone, in the light. */
import assert from 'node:assert/strict';
import type { FileChooser, Page } from 'playwright-core';
import { checkWidth, checkWithAxe, look } from './checks.ts';
import { inPage, type Scenario } from './scenario.ts';
import { awaitStatus, choose, openForm, SAMPLES, startEdit } from './steps.ts';

/** Presses Tab until the focus is on something with this name; fails after a while. */
const tabTo = async (page: Page, name: RegExp): Promise<void> => {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      return element?.getAttribute('aria-label') ?? element?.labels?.[0]?.textContent ?? element?.textContent ?? '';
    });
    if (name.test(focused)) return;
  }
  assert.fail(`Tab never reached ${name}`);
};

/** Opens the file chooser behind a control by the keyboard. A browser on a busy machine may miss a first Enter, as a person sees too. */
const openChooser = async (page: Page, name: RegExp): Promise<FileChooser> => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await tabTo(page, name);
    const opened = page.waitForEvent('filechooser', { timeout: 4000 }).catch(() => undefined);
    await page.keyboard.press('Enter');
    const chooser = await opened;
    if (chooser !== undefined) return chooser;
  }
  return assert.fail(`Enter on ${name} never opened a file chooser`);
};

const ground = (page: Page): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);

const VIEWS = ['/#/', '/#/edits', '/#/operations'] as const;

/** The scenarios. */
export const accessibility: readonly Scenario[] = [
  inPage('an edit is made and looked at with the keyboard alone', async (page) => {
    await openForm(page);
    await tabTo(page, /^Skip to content$/);
    await page.keyboard.press('Enter');
    const chooser = await openChooser(page, /^Choose images$/);
    await chooser.setFiles([SAMPLES.vase, SAMPLES.clock]);
    await page.locator('.image-card-ready').nth(1).waitFor();
    await tabTo(page, /^Move image 1 later$/);
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'vase-on-a-table.jpg is now image 2' }).waitFor({ state: 'attached' });
    await tabTo(page, /^Own words$/);
    await page.keyboard.press('ArrowRight');
    await page.locator('.preset-chosen').waitFor();
    await page.keyboard.press('ArrowLeft');
    await tabTo(page, /^Prompt$/);
    await page.keyboard.type('Place the clock from image 1 next to the vase in image 2');
    await tabTo(page, /^1 /);
    await tabTo(page, /^Start edit$/);
    await look(page, '30 keyboard');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/edits\/[0-9a-f]{40}$/);
    await awaitStatus(page, 'SUCCEEDED');
    await tabTo(page, /^Before and after$/);
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.getByRole('slider').inputValue(), '49');
    await tabTo(page, /Retry with changes/);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Start again' }).waitFor();
  }),

  inPage(
    'everything fits the width of a phone',
    async (page) => {
      await openForm(page);
      await checkWidth(page, 'the empty form');
      await look(page, '31 phone, first view');
      await choose(page, SAMPLES.clock, SAMPLES.vase);
      await page.getByLabel('Prompt', { exact: true }).fill('Place the clock from image 1 next to the vase in image 2');
      await page.getByText('Size, seed and more').click();
      await checkWidth(page, 'the filled form');
      await checkWithAxe(page, 'the form on a phone');
      await look(page, '32 phone, form');
      await startEdit(page);
      await checkWidth(page, 'a running edit');
      await awaitStatus(page, 'SUCCEEDED');
      await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
      await checkWidth(page, 'a finished edit');
      await checkWithAxe(page, 'an edit on a phone');
      await look(page, '33 phone, edited');
      for (const view of VIEWS) {
        await page.goto(view);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await checkWidth(page, view);
      }
      await page.goto('/#/edits');
      await page.locator('.card').nth(5).waitFor();
      await checkWidth(page, 'history');
      await look(page, '34 phone, history');
    },
    { width: 360, height: 740, touch: true },
  ),

  inPage(
    'in the light it is as readable as in the dark',
    async (page) => {
      await page.goto('/#/edits?state=SUCCEEDED');
      await page.locator('.card').first().waitFor();
      await checkWithAxe(page, 'history in the light');
      await look(page, '35 light, history');
      await page.locator('.card a').first().click();
      await awaitStatus(page, 'SUCCEEDED');
      await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
      await checkWithAxe(page, 'an edit in the light');
      await look(page, '36 light, edited');
      await page.goto('/#/operations');
      await page.locator('.budget').waitFor();
      await checkWithAxe(page, 'operations in the light');
      await openForm(page);
      await page.getByRole('radio', { name: 'Add title' }).check({ force: true });
      await page.getByRole('button', { name: 'Start edit', exact: true }).click();
      await page.getByText('Add at least one image.').waitFor();
      await checkWithAxe(page, 'the form in the light');
      await look(page, '37 light, form');
    },
    { scheme: 'light' },
  ),

  inPage(
    'the theme follows the system until one is chosen, and the choice is remembered',
    async (page) => {
      await openForm(page);
      const light = await ground(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await ground(page);
      assert.notEqual(dark, light);
      await page.getByRole('button', { name: 'Theme: as the system' }).click();
      await page.getByRole('button', { name: 'Theme: dark' }).click();
      assert.equal(await ground(page), light);
      await page.reload();
      await page.getByRole('button', { name: 'Theme: light' }).waitFor();
      assert.equal(await ground(page), light);
    },
    { scheme: 'light' },
  ),
];
