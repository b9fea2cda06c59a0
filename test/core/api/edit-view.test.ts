import { describe, expect, it } from 'vitest';
import { editViewSchema } from '#core/api/edit-schema.ts';
import { RESULT_LINK_SECONDS, STATUS_TEXTS, type ViewDeps, viewOfEdit } from '#core/api/edit-view.ts';
import type { Edit } from '#core/edit/edit.ts';
import { EDIT_STATES, isTerminal } from '#core/edit/state.ts';
import { changed, idOf, queuedEdit, runningEdit, waitingEdit } from '#test/support/edits.ts';

const START = Date.UTC(2026, 0, 1);
const NOW = START + 90_000;
const iso = (ms: number): string => new Date(START + ms).toISOString();
const at = (times: Partial<Edit['times']> = {}): Edit['times'] => ({ createdAt: START, updatedAt: START + 80_000, ...times });

/** Nobody waits but `before` others; links say what they were asked for. */
const depsWith = (before = 0): ViewDeps => ({
  ledger: { waitingBefore: async (since) => (since === START + 1000 ? before : 99) },
  store: { link: async ({ key, versionId }, { mediaType, seconds }) => [key, versionId, mediaType, seconds].join(' ') },
  clock: { now: () => NOW },
});
const view = async (edit: Edit, { links = false, before = 0 } = {}) => {
  const shown = await viewOfEdit(depsWith(before), edit, { links });
  expect(editViewSchema.safeParse(JSON.parse(JSON.stringify(shown))).error).toBeUndefined();
  return shown;
};

describe('the view of an edit', () => {
  it('says what was asked, and nothing that is not known', async () => {
    const edit = queuedEdit({ times: at() });
    expect(await view(edit)).toStrictEqual({
      id: edit.editId,
      status: 'QUEUED',
      statusText: STATUS_TEXTS.QUEUED,
      ended: false,
      source: { kind: 'upload', key: 'uploads/clock.png', versionId: 'v1' },
      prompt: edit.prompt,
      parameters: edit.parameters,
      images: [{ key: 'uploads/clock.png', versionId: 'v1', mediaType: 'image/png', width: 640, height: 480, bytes: 68 }],
      results: [],
      resultPrefix: edit.resultPrefix,
      times: { createdAt: iso(0), updatedAt: iso(80_000) },
      seconds: { waiting: 90, total: 90 },
      links: { self: `/edits/${edit.editId}`, cancel: `/edits/${edit.editId}/cancel` },
    });
  });

  it('says what came of it, what it cost, and what went wrong', async () => {
    const problem = { code: 'CONTENT_REFUSED', message: 'm', hint: 'h' };
    const stored = { index: 1, key: 'results/x/1.png', width: 1, height: 1, bytes: 1, sha256: 'f' };
    const edit = runningEdit({
      state: 'PARTIAL',
      preset: 'tidy',
      actualPrompt: 'in detail',
      results: [stored, { index: 2, problem }],
      imageCount: 1,
      costUsd: 0.03,
      retryOf: idOf('first'),
      cancelRequestedAt: START + 5000,
      problem,
      times: at({ finishedAt: START + 70_000 }),
    });
    expect((await view(edit, { links: true })).results[1]).toStrictEqual({ index: 2, problem });
    expect(await view(edit)).toMatchObject({
      ended: true,
      preset: 'tidy',
      actualPrompt: 'in detail',
      taskId: 'task-1',
      results: [stored, { index: 2, problem }],
      usage: { imageCount: 1 },
      costUsd: 0.03,
      retryOf: idOf('first'),
      cancelRequestedAt: iso(5000),
      problem,
      links: { self: `/edits/${edit.editId}`, retry: `/edits/${edit.editId}/retry` },
    });
  });

  it('says which written request it came from', async () => {
    const source = { kind: 'request', key: 'requests/r.json', versionId: 'v2' } as const;
    expect((await view(queuedEdit({ source, times: at() }))).source).toEqual(source);
  });

  it('shows no token, no idempotency key and no hash of a body', async () => {
    const source = { kind: 'api', idempotencyKey: 'secret-key', bodyHash: 'secret-hash' } as const;
    const shown = await view(waitingEdit({ source, taskToken: 'secret-token', times: at() }));
    expect(shown.source).toStrictEqual({ kind: 'api' });
    expect(JSON.stringify(shown)).not.toContain('secret');
  });

  it('says when its last submission began, which stays while the record is written again, and no instant of ours alone', async () => {
    const submission = { attempt: 2, startedAt: START + 7000, until: START + 67_000 };
    const edit = changed(queuedEdit({ times: at({ tokenAt: START + 1, closedAt: START + 2 }) }), {
      state: 'SUBMITTING',
      submission,
    });
    expect((await view(edit)).times).toStrictEqual({ createdAt: iso(0), updatedAt: iso(80_000), submissionAt: iso(7000) });
  });

  it.each(EDIT_STATES)('offers to cancel %s while it goes on, and to retry it once it has ended', async (state) => {
    const { ended, links, statusText } = await view(queuedEdit({ state, times: at() }));
    expect(ended).toBe(isTerminal(state));
    expect(Object.keys(links)).toEqual(['self', isTerminal(state) ? 'retry' : 'cancel']);
    expect(statusText).toMatch(/\w/);
  });

  it('has another text for every state', () => {
    expect(new Set(Object.values(STATUS_TEXTS)).size).toBe(EDIT_STATES.length);
  });
});

describe('the place in the queue', () => {
  it('is one more than how many are before it, by when it began to wait', async () => {
    expect((await view(waitingEdit({ times: at({ waitingSince: START + 1000 }) }), { before: 3 })).queuePosition).toBe(4);
    const { waitingSince: _unknown, ...times } = at({ createdAt: START + 1000 });
    expect((await view({ ...queuedEdit({ times }), taskToken: 't' }, { before: 3 })).queuePosition).toBe(4);
  });

  it('is not told of an edit that does not wait', async () => {
    expect(await view(runningEdit({ times: at() }))).not.toHaveProperty('queuePosition');
  });
});

describe('the links of a view', () => {
  const edit = runningEdit({
    state: 'SUCCEEDED',
    images: [...queuedEdit().images, { kind: 'url', url: 'https://example.org/a.png' }],
    results: [{ index: 1, key: 'results/x/1.png', width: 1, height: 1, bytes: 1, sha256: 'f' }],
    times: at(),
  });

  it('lead for an hour to every picture of the store, in the version that was edited', async () => {
    const { images, results } = await view(edit, { links: true });
    expect(RESULT_LINK_SECONDS).toBe(3600);
    expect(images.map(({ url }) => url)).toEqual(['uploads/clock.png v1 image/png 3600', 'https://example.org/a.png']);
    expect(results).toMatchObject([{ url: 'results/x/1.png  image/png 3600', mediaType: 'image/png' }]);
    const jpeg = {
      ...edit,
      results: [{ index: 1, key: 'results/x/1.jpg', mediaType: 'image/jpeg', width: 1, height: 1, bytes: 1, sha256: 'a' }],
    } as typeof edit;
    expect((await view(jpeg, { links: true })).results).toMatchObject([
      { url: 'results/x/1.jpg  image/jpeg 3600', mediaType: 'image/jpeg' },
    ]);
  });

  it('are left out of a list', async () => {
    const { images, results } = await view(edit);
    expect(images[0]).not.toHaveProperty('url');
    expect(images[1]).toStrictEqual({ url: 'https://example.org/a.png' });
    expect(results[0]).not.toHaveProperty('url');
  });

  it('are left out where the store has none', async () => {
    const without = { ...depsWith(), store: { link: async () => undefined } };
    const { images, results } = await viewOfEdit(without, edit, { links: true });
    expect([images[0], results[0]].map((picture) => picture !== undefined && 'url' in picture)).toEqual([false, false]);
  });
});

describe('the times of a view', () => {
  it('are what the record knows; an edit that goes on again has not finished', async () => {
    const times = at({ waitingSince: START, submittedAt: START + 10_000, finishedAt: START + 60_000 });
    expect((await view(runningEdit({ times }))).times).toStrictEqual({
      createdAt: iso(0),
      updatedAt: iso(80_000),
      waitingSince: iso(0),
      submissionAt: iso(0),
      submittedAt: iso(10_000),
    });
    expect((await view(runningEdit({ state: 'FAILED', times }))).times.finishedAt).toBe(iso(60_000));
  });
});

describe('the seconds of a view', () => {
  it('count until now, or until the end', async () => {
    const times = at({ submittedAt: START + 10_040, finishedAt: START + 60_000 });
    expect((await view(runningEdit({ times }))).seconds).toStrictEqual({ waiting: 10, total: 90 });
    expect((await view(runningEdit({ state: 'FAILED', times }))).seconds).toStrictEqual({ waiting: 10, total: 60 });
    expect((await view(queuedEdit({ state: 'REJECTED', times: at() }))).seconds).toStrictEqual({ waiting: 80, total: 80 });
  });

  it('of the model count from when it began, else from when it took the task', async () => {
    const task = { taskSubmittedAt: START + 1000, taskEndedAt: START + 31_000 };
    const began = { ...task, taskScheduledAt: START + 6000 };
    expect((await view(runningEdit({ times: at(began) }))).seconds.model).toBe(25);
    expect((await view(runningEdit({ times: at(task) }))).seconds.model).toBe(30);
    expect((await view(runningEdit({ times: at({ taskSubmittedAt: START }) }))).seconds).not.toHaveProperty('model');
    expect((await view(runningEdit({ times: at({ taskEndedAt: START }) }))).seconds).not.toHaveProperty('model');
  });

  it('are never negative', async () => {
    const backwards = at({ taskSubmittedAt: START + 5000, taskEndedAt: START });
    expect((await view(runningEdit({ times: backwards }))).seconds.model).toBe(0);
  });
});
