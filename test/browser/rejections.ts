/** Every refusal is explained where it happens. */
import assert from 'node:assert/strict';
import sharp from 'sharp';
import { createClient } from '#client/client.ts';
import { checkWidth, checkWithAxe, look } from './checks.ts';
import { inPage, type Scenario } from './scenario.ts';
import { awaitStatus, choose, openForm, SAMPLES, startEdit } from './steps.ts';

const text = { name: 'holiday.png', mimeType: 'image/png', buffer: Buffer.from('this is not an image at all') };
const tiny = async () => ({
  name: 'tiny.png',
  mimeType: 'image/png',
  buffer: await sharp({ create: { width: 200, height: 100, channels: 3, background: '#884422' } })
    .png()
    .toBuffer(),
});

/** The scenarios. */
export const rejections: readonly Scenario[] = [
  inPage('a bad file is refused at its own card and sends nothing', async (page) => {
    const posts: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') posts.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    await openForm(page);
    await page.locator('#add-image').setInputFiles([text, await tiny()]);
    await page.locator('.image-card-rejected').nth(1).waitFor();
    await page.getByText('PICTURE_FORMAT').waitFor();
    await page.getByText('PICTURE_TOO_SMALL').waitFor();
    await page.getByLabel('Prompt', { exact: true }).fill('Make it larger');
    await page.getByRole('button', { name: 'Start edit', exact: true }).click();
    await page.getByText('Image 1 cannot be used.').waitFor();
    await checkWithAxe(page, 'refused images');
    await look(page, '20 bad files');
    assert.deepEqual(posts, []);
    await page.getByRole('button', { name: 'Remove image 1, holiday.png' }).click();
    await page.getByRole('button', { name: 'Remove image 1, tiny.png' }).click();
    await page.getByText('Drop it here, paste it').waitFor();
  }),

  inPage('an empty form says what is missing, and the focus goes there', async (page) => {
    await openForm(page);
    await page.getByRole('button', { name: 'Start edit', exact: true }).click();
    await page.getByText('Add at least one image.').waitFor();
    await page.getByText('Say what to change, or choose a preset that does.').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
    await checkWithAxe(page, 'an empty form that was sent');
    await look(page, '21 empty form');
  }),

  inPage('limits are explained while one types', async (page) => {
    await openForm(page);
    await page.getByText('Size, seed and more').click();
    await page.getByLabel('Size', { exact: true }).selectOption('own');
    await page.getByLabel('Own size, width*height').fill('5000*100');
    await page.getByText('it must be between 1:4 and 4:1').waitFor();
    await page.getByLabel('Seed', { exact: true }).fill('seven');
    await page.getByText('A whole number from 0 to 2,147,483,647.').waitFor();
    await page.getByLabel('Prompt', { exact: true }).fill('x'.repeat(2001));
    await page.getByText('Has 2001 characters').waitFor();
    await checkWidth(page, 'a form with very long words');
    await checkWithAxe(page, 'limits');
    await look(page, '22 limits');
  }),

  inPage('a fourth image does not fit, and that is said', async (page) => {
    await openForm(page);
    await page.locator('#add-image').setInputFiles([SAMPLES.clock, SAMPLES.vase, SAMPLES.clock, SAMPLES.vase]);
    await page.locator('.image-card-ready').nth(2).waitFor();
    assert.equal(await page.locator('.image-card').count(), 3);
    await page.getByRole('status').filter({ hasText: 'at most 3 images' }).waitFor({ state: 'attached' });
    await look(page, '23 three images');
  }),

  inPage('a used-up budget refuses before anything is spent, with a record to look at', async (page, _open, { runtime }) => {
    const client = createClient({ baseUrl: runtime.url });
    await page.goto('/#/operations');
    await page.getByLabel('Images a day').fill('0');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('0 left').waitFor();
    await look(page, '24 no budget');
    await checkWithAxe(page, 'operations without a budget');
    await page.getByRole('link', { name: 'New edit' }).click();
    await page.getByText('Today’s budget has no images left.').waitFor();
    await choose(page, SAMPLES.clock);
    await page.getByLabel('Prompt', { exact: true }).fill('One too many');
    await page.getByRole('button', { name: 'Start edit', exact: true }).click();
    await page.getByText('BUDGET_EXCEEDED').waitFor();
    await look(page, '25 rejected by the budget');
    await checkWithAxe(page, 'a refusal');
    await client.controls.set({ paused: false });
    await page.getByRole('link', { name: 'Its record' }).click();
    await awaitStatus(page, 'REJECTED');
    await look(page, '26 rejected');
    await checkWithAxe(page, 'a refused edit');
  }),

  inPage('sending again after a lost reply finds the same edit: nothing is paid twice', async (page, _open, { runtime }) => {
    await openForm(page);
    await choose(page, SAMPLES.clock);
    await page.getByLabel('Prompt', { exact: true }).fill('Only once');
    await page.route('**/edits', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.getByRole('button', { name: 'Start edit', exact: true }).click();
    await page.getByText('NO_ANSWER').waitFor();
    await look(page, '27 no answer');
    await page.unroute('**/edits');
    await startEdit(page);
    await awaitStatus(page, 'SUCCEEDED');
    const { edits } = await runtime.ledger.list({ limit: 10, search: 'Only once' });
    assert.equal(edits.length, 1);
  }),
];
