/** Making edits: images in, a result out. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { checkWithAxe, look } from './checks.ts';
import { inPage, type Scenario } from './scenario.ts';
import { awaitStatus, choose, drop, openForm, SAMPLES, startEdit } from './steps.ts';

/** The scenarios. */
export const editing: readonly Scenario[] = [
  inPage('the first view is complete within 200 KB, from this server alone', async (page, { received }) => {
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await openForm(page);
    await page.waitForLoadState('networkidle');
    const total = [...received.values()].reduce((sum, bytes) => sum + bytes, 0);
    assert.ok(total > 10_000 && total < 200 * 1024, `the first view took ${total} bytes`);
    assert.equal(hosts.size, 1, [...hosts].join(', '));
    await page.getByText('No edits yet').waitFor();
    await checkWithAxe(page, 'the empty form');
    await look(page, '01 first view');
  }),

  inPage('a dropped image is edited, and before and after can be compared', async (page, _open, { runtime }) => {
    await openForm(page);
    await drop(page, SAMPLES.clock, 'my clock.png', 'image/png');
    await page.locator('.image-card-ready').waitFor();
    await page.getByLabel('Prompt', { exact: true }).fill('Turn the clock blue');
    await page.getByText('Size, seed and more').click();
    await page.getByLabel('Seed', { exact: true }).fill('1234');
    await page.getByLabel('Size', { exact: true }).selectOption('1280*960');
    await page.getByText('$0.03 at most').waitFor();
    await look(page, '02 ready to start');
    await checkWithAxe(page, 'the filled form');
    const id = await startEdit(page);
    await page.locator('[data-step="Await slot"]').waitFor();
    await awaitStatus(page, 'SUCCEEDED');
    const slider = page.getByRole('slider', { name: 'Before and after' });
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await slider.inputValue(), '51');
    await page.keyboard.press('Home');
    assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /^0%/);
    await slider.fill('50');
    for (const step of ['Await slot', 'Submit', 'Wait', 'Check status', 'Persist result']) {
      await page.locator(`.rail-done[data-step="${step}"]`).waitFor();
    }
    assert.equal(await page.locator('[data-fact="Seed"] dd').textContent(), '1234');
    assert.equal(await page.locator('[data-fact="Cost"] dd').textContent(), '$0.03 for 1');
    await page.getByText('As the model read it').waitFor();
    await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
    await checkWithAxe(page, 'a finished edit');
    await look(page, '03 edited');
    const record = await runtime.ledger.get(id);
    assert.deepEqual(
      [record?.prompt, record?.parameters.seed, record?.parameters.size],
      ['Turn the clock blue', 1234, '1280*960'],
    );
    await page.reload();
    await awaitStatus(page, 'SUCCEEDED');
  }),

  inPage('a pasted image goes through a preset with its own fields and gives three results', async (page, _open, { runtime }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openForm(page);
    const base64 = (await readFile(SAMPLES.clock)).toString('base64');
    await page.evaluate(async (text) => {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
    }, base64);
    await page.keyboard.press('Control+V');
    await page.locator('.image-card-ready').waitFor();
    await page.getByRole('radio', { name: 'Add title' }).check({ force: true });
    await page.getByLabel('Title', { exact: true }).fill('Noon');
    await page.getByRole('radio', { name: '3 $0.09' }).check({ force: true });
    await checkWithAxe(page, 'a chosen preset');
    await look(page, '04 preset');
    const id = await startEdit(page);
    await awaitStatus(page, 'SUCCEEDED');
    await page.getByRole('radio', { name: 'Result 3' }).check({ force: true });
    await page.getByRole('img', { name: /^Result 3/ }).waitFor();
    await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
    await look(page, '05 three results');
    await checkWithAxe(page, 'three results');
    const record = await runtime.ledger.get(id);
    assert.match(record?.prompt ?? '', /title "Noon"/);
    assert.deepEqual([record?.preset, record?.results?.length, record?.costUsd], ['add-title', 3, 0.09]);
  }),

  inPage('two images are put in order by button and by dragging, and fused', async (page, _open, { runtime }) => {
    await openForm(page);
    await choose(page, SAMPLES.clock, SAMPLES.vase);
    const order = () =>
      page.locator('.image-card').evaluateAll((frames) => frames.map((frame) => frame.getAttribute('data-image')));
    assert.deepEqual(await order(), ['clock.png', 'vase-on-a-table.jpg']);
    await page.getByRole('button', { name: 'Move image 2 earlier' }).click();
    assert.deepEqual(await order(), ['vase-on-a-table.jpg', 'clock.png']);
    await page.locator('.image-card').nth(1).dragTo(page.locator('.image-card').nth(0));
    assert.deepEqual(await order(), ['clock.png', 'vase-on-a-table.jpg']);
    await page.getByLabel('Prompt', { exact: true }).fill('Place the clock from image 1 next to the vase in image 2');
    await checkWithAxe(page, 'two images');
    await look(page, '06 two images in order');
    const id = await startEdit(page);
    await awaitStatus(page, 'SUCCEEDED');
    await page.getByLabel('Compare with').selectOption('0');
    await page.getByRole('img', { name: 'Original, image 1' }).waitFor();
    await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
    await look(page, '07 fused');
    const images = (await runtime.ledger.get(id))?.images ?? [];
    assert.deepEqual(
      images.map((image) => (image.kind === 'object' ? image.key.split('/').at(-1) : image.url)),
      ['clock.png', 'vase-on-a-table.jpg'],
    );
  }),

  inPage('a result is edited further, without uploading it again', async (page, _open, { runtime }) => {
    await page.goto('/#/edits?state=SUCCEEDED');
    await page.locator('.card a').first().click();
    await page.getByRole('button', { name: 'Edit this one further' }).click();
    await page.locator('.image-card-ready').waitFor();
    await page.getByLabel('Prompt', { exact: true }).fill('Now at night');
    const id = await startEdit(page);
    await awaitStatus(page, 'SUCCEEDED');
    const [image] = (await runtime.ledger.get(id))?.images ?? [];
    assert.match(image?.kind === 'object' ? image.key : '', /^results\//);
  }),
];
