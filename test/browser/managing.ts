/** Living with edits: watching, canceling, retrying, finding them again, and the operator's switches. */

import assert from 'node:assert/strict';
import { createClient } from '#client/client.ts';
import { editOf } from '#core/edit/edit.ts';
import type { EditRecord } from '#core/edit/edit-record.ts';
import { checkWidth, checkWithAxe, look } from './checks.ts';
import { inPage, type Scenario } from './scenario.ts';
import { awaitStatus, choose, openForm, SAMPLES, startEdit } from './steps.ts';

/** The scenarios. */
export const managing: readonly Scenario[] = [
  inPage(
    'progress is live: a place in the queue while paused, then every step, and cancel at the end of patience',
    async (page, _open, { runtime }) => {
      await page.goto('/#/operations');
      await page.getByRole('switch', { name: 'Pause submissions' }).click();
      await page.getByRole('link', { name: 'Paused' }).waitFor();
      await checkWithAxe(page, 'operations');
      await look(page, '10 operations, paused');
      await page.getByRole('link', { name: 'New edit' }).click();
      await page.getByRole('main').getByText('Submissions are paused.').waitFor();
      await choose(page, SAMPLES.clock);
      await page.getByLabel('Prompt', { exact: true }).fill('Make it rain [simulate slow 3000]');
      const id = await startEdit(page);
      await page.getByRole('main').getByText('number 1 in the queue').waitFor();
      await page.locator('.rail-current[data-step="Await slot"]').waitFor();
      await look(page, '11 in the queue');
      await checkWithAxe(page, 'a queued edit');
      await createClient({ baseUrl: runtime.url }).controls.set({ paused: false });
      await awaitStatus(page, 'RUNNING');
      await page.locator('.rail-current[data-step="Wait"]').waitFor();
      await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
      await look(page, '12 running');
      await checkWithAxe(page, 'a running edit');
      await page.getByRole('button', { name: 'Cancel edit' }).click();
      await page.getByRole('button', { name: 'Cancel requested' }).waitFor();
      assert.notEqual((await runtime.ledger.get(id))?.cancelRequestedAt, undefined);
    },
  ),

  inPage('an edit that waits is canceled at once, without cost', async (page, _open, { runtime }) => {
    const client = createClient({ baseUrl: runtime.url });
    await client.controls.set({ paused: true });
    await openForm(page);
    await choose(page, SAMPLES.clock);
    await page.getByLabel('Prompt', { exact: true }).fill('Never mind');
    const id = await startEdit(page);
    await page.getByRole('button', { name: 'Cancel edit' }).click();
    await awaitStatus(page, 'CANCELED');
    await page.getByRole('button', { name: 'Retry with changes' }).waitFor();
    await look(page, '13 canceled');
    await checkWithAxe(page, 'a canceled edit');
    assert.equal((await runtime.ledger.get(id))?.taskId, undefined);
    await client.controls.set({ paused: false });
  }),

  inPage('an edit is retried with another prompt, and the new one names the old one', async (page, _open, { runtime }) => {
    await openForm(page);
    await choose(page, SAMPLES.vase);
    await page.getByLabel('Prompt', { exact: true }).fill('Make the vase green');
    const first = await startEdit(page);
    await awaitStatus(page, 'SUCCEEDED');
    await page.getByRole('button', { name: 'Retry with changes' }).click();
    const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true });
    assert.equal(await prompt.inputValue(), 'Make the vase green');
    await prompt.fill('Make the vase red');
    await checkWithAxe(page, 'the retry form');
    await look(page, '14 retry');
    await page.getByRole('button', { name: 'Start again' }).click();
    await page.getByRole('heading', { name: 'Make the vase red' }).waitFor();
    await awaitStatus(page, 'SUCCEEDED');
    const second = await runtime.ledger.get(page.url().slice(-40));
    assert.deepEqual([second?.retryOf, second?.prompt], [first, 'Make the vase red']);
    await page.getByRole('link', { name: 'Retry of an earlier edit' }).click();
    await page.getByRole('heading', { name: 'Make the vase green' }).waitFor();
  }),

  inPage('a failed edit says why and what to do; a partly done one shows what was withheld', async (page) => {
    await openForm(page);
    await choose(page, SAMPLES.clock);
    await page.getByLabel('Prompt', { exact: true }).fill('Something unseemly [simulate DataInspectionFailed]');
    await startEdit(page);
    await awaitStatus(page, 'FAILED');
    assert.ok(((await page.locator('.edit-side .problem-hint').textContent()) ?? '').length > 10);
    await page.locator('.rail-stopped').waitFor();
    await look(page, '15 failed');
    await checkWithAxe(page, 'a failed edit');

    await openForm(page);
    await choose(page, SAMPLES.clock);
    await page.getByLabel('Prompt', { exact: true }).fill('Half of it [simulate partial 1]');
    await page.getByRole('radio', { name: '2 $0.06' }).check({ force: true });
    await startEdit(page);
    await awaitStatus(page, 'PARTIAL');
    await page.locator('.thumb-withheld').click();
    await page.locator('.viewer .problem').waitFor();
    await look(page, '16 partly done');
    await checkWithAxe(page, 'a partly done edit');
  }),

  inPage('history is searched, filtered and paged, and the filter is part of the address', async (page, _open, { runtime }) => {
    const client = createClient({ baseUrl: runtime.url });
    for (let number = 1; number <= 30; number += 1) {
      await client.edits.create({ images: ['inputs/none.png'], prompt: `missing image ${number}` }).catch(() => undefined);
    }
    await page.goto('/#/edits');
    const cards = page.locator('.card');
    await cards.nth(23).waitFor();
    assert.equal(await cards.count(), 24);
    await page.getByRole('button', { name: 'Show more' }).click();
    await cards.nth(30).waitFor();
    await look(page, '17 history');
    await checkWithAxe(page, 'history');
    await page.getByLabel('Search').fill('image 17');
    await page.waitForURL(/search=image\+17/);
    await page.waitForFunction(() => document.querySelectorAll('.card').length === 1);
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Status').selectOption('CANCELED');
    await page.waitForURL(/state=CANCELED/);
    await page.getByText('Never mind').waitFor();
    assert.deepEqual(new Set(await cards.locator('.badge').allTextContents()), new Set(['Canceled']));
    await page.goto('/#/edits?state=SUCCEEDED&search=green');
    await page.reload();
    await page.getByText('Make the vase green').waitFor();
    assert.equal(await page.getByLabel('Search').inputValue(), 'green');
    await page.getByLabel('Search').fill('no such words anywhere');
    await page.getByRole('main').getByText('No edit matches.').waitFor();
    await look(page, '18 nothing found');
    await checkWithAxe(page, 'an empty search');
    await page.getByRole('link', { name: 'Show all edits' }).click();
    await cards.nth(10).waitFor();
  }),

  inPage('an address that names nothing, and an edit that does not exist, are explained', async (page) => {
    await page.goto('/#/nowhere');
    await page.getByRole('heading', { name: 'No such place' }).waitFor();
    await checkWithAxe(page, 'a lost address');
    await page.goto(`/#/edits/${'0'.repeat(40)}`);
    await page.getByText('EDIT_NOT_FOUND').waitFor();
    await checkWithAxe(page, 'a missing edit');
    await look(page, '19b no such edit');
  }),

  inPage(
    'an unresolved edit is made again only when a person accepts that it may be paid twice',
    async (page, _open, { runtime }) => {
      const { ledger } = runtime;
      const [done] = (await ledger.list({ limit: 1, state: 'SUCCEEDED', search: 'green' })).edits;
      assert.ok(done !== undefined);
      const { taskId: _task, results: _results, costUsd: _cost, imageCount: _count, budget: _budget, ...rest }: EditRecord = done;
      const editId = 'f'.repeat(40);
      const problem = {
        code: 'SUBMISSION_UNKNOWN',
        message: 'the reply to the create was lost',
        hint: 'Look into the console of the service.',
      };
      await ledger.claim(
        editOf({
          ...rest,
          editId,
          revision: 1,
          state: 'UNRESOLVED',
          prompt: 'In doubt',
          problem,
        }),
        {},
      );
      await page.goto(`/#/edits/${editId}`);
      await awaitStatus(page, 'UNRESOLVED');
      await page.getByLabel('Task at the service').fill('no-such-task-anywhere');
      await page.getByRole('button', { name: 'Fetch its result' }).click();
      await page.getByText('TASK_UNKNOWN').waitFor();
      await page.getByRole('button', { name: 'Retry with changes' }).click();
      await page.getByRole('button', { name: 'Start again' }).click();
      await page.getByText('DOUBLE_PAYMENT_POSSIBLE').waitFor();
      await checkWithAxe(page, 'an unresolved edit');
      await look(page, '19 unresolved');
      await page.getByLabel('Make it again although it may have been charged already').check();
      await page.getByRole('button', { name: 'Start again' }).click();
      await awaitStatus(page, 'SUCCEEDED');
      assert.equal((await ledger.get(page.url().slice(-40)))?.retryOf, editId);
    },
  ),

  inPage('axe would see a violation, and the width check would see what sticks out', async (page) => {
    await openForm(page);
    await page.evaluate(() => {
      const image = document.createElement('img');
      image.src = 'icon.svg';
      image.style.minWidth = '3000px';
      document.querySelector('main')?.append(image);
    });
    await assert.rejects(checkWithAxe(page, 'an image without words'), /image-alt/);
    await assert.rejects(checkWidth(page, 'a wide image'), /3000|pixels wide/);
  }),
];
