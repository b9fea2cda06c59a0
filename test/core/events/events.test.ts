import { describe, expect, it } from 'vitest';
import { EDIT_STATES } from '#core/edit/state.ts';
import { EVENT_SOURCE, eventOf, MOMENTS } from '#core/events/events.ts';
import { EVENT_NAMES, eventName, messageOf, TERMINAL_EVENTS } from '#core/events/message.ts';
import { changed, idOf, queuedEdit, runningEdit, submittingEdit, waitingEdit } from '#test/support/edits.ts';

const at = (name: string, instant: number) => ({ createdAt: 1000, updatedAt: 9000, [name]: instant });

describe('the event of an edit', () => {
  it('comes from darkroom: rules on the bus match it', () => {
    expect(EVENT_SOURCE).toBe('darkroom');
  });

  it('is told of every state but the one in which it is being handed over', () => {
    const told = EDIT_STATES.filter((state) => eventOf(queuedEdit({ state })) !== undefined);
    expect(told).toEqual(EDIT_STATES.filter((state) => state !== 'SUBMITTING'));
    expect(eventOf(submittingEdit())).toBeUndefined();
  });

  it('has the same id however often the same moment is told, and another for each moment and edit', () => {
    const queued = queuedEdit();
    const later = changed(waitingEdit(), { revision: 7, times: { ...waitingEdit().times, updatedAt: 9e12 } });
    expect(eventOf(later)?.id).toBe(eventOf(queued)?.id);
    const others = [
      eventOf(queued)?.id,
      eventOf(queuedEdit({ editId: idOf('another') }))?.id,
      eventOf(runningEdit())?.id,
      eventOf(queuedEdit({ state: 'UNRESOLVED', times: at('finishedAt', 5) }))?.id,
      eventOf(queuedEdit({ state: 'UNRESOLVED', times: at('finishedAt', 6) }))?.id,
    ];
    expect(new Set(others).size).toBe(5);
  });

  it.each([
    ['the claim', queuedEdit({ times: at('finishedAt', 5000) }), 1000],
    ['the submit', runningEdit({ times: at('submittedAt', 3000) }), 3000],
    ['the end', queuedEdit({ state: 'FAILED', times: at('finishedAt', 5000) }), 5000],
  ])('carries the instant of %s', (_what, edit, instant) => {
    expect(eventOf(edit)?.detail.time).toBe(new Date(instant).toISOString());
  });

  it('says which results are stored, what they cost and what went wrong', () => {
    const problem = { code: 'CONTENT_REFUSED', message: 'm', hint: 'h' };
    const stored = { index: 1, key: 'results/x/1.png', width: 1, height: 1, bytes: 1, sha256: 'f' };
    const event = eventOf(
      runningEdit({
        state: 'PARTIAL',
        results: [stored, { index: 2, problem }],
        imageCount: 1,
        costUsd: 0.03,
        preset: 'tidy',
        retryOf: idOf('first'),
        problem,
      }),
    );
    expect(event).toMatchObject({
      detailType: 'Image Edit Partially Succeeded',
      detail: {
        version: '1',
        state: 'PARTIAL',
        source: { kind: 'upload', key: 'uploads/clock.png', versionId: 'v1' },
        taskId: 'task-1',
        results: ['results/x/1.png'],
        imageCount: 1,
        costUsd: 0.03,
        preset: 'tidy',
        retryOf: idOf('first'),
        problem,
      },
    });
  });

  it('leaves out what is not known, and where an edit of the API came from', () => {
    const source = { kind: 'api', bodyHash: 'h', idempotencyKey: 'k' } as const;
    const edit = queuedEdit({ source });
    expect(eventOf(edit)?.detail).toStrictEqual({
      version: '1',
      editId: edit.editId,
      state: 'QUEUED',
      time: new Date(edit.times.createdAt).toISOString(),
      source: { kind: 'api' },
      resultPrefix: edit.resultPrefix,
      results: [],
    });
  });

  it('never carries the prompt, a token or an idempotency key', () => {
    const source = { kind: 'api', bodyHash: 'body-hash', idempotencyKey: 'secret-key' } as const;
    const text = JSON.stringify(eventOf(waitingEdit({ source, taskToken: 'secret-token', prompt: 'secret-prompt' })));
    expect(text).not.toMatch(/secret|body-hash/);
  });
});

describe('the message of an event', () => {
  it('has a short name for every detail type, and says the same as the event', () => {
    expect(
      Object.values(MOMENTS)
        .map(({ detailType }) => eventName(detailType))
        .toSorted(),
    ).toEqual([...EVENT_NAMES].toSorted());
    const event = eventOf(queuedEdit());
    if (event === undefined) throw new Error('a queued edit is told of');
    expect(messageOf(event)).toEqual({ type: 'edit.queued', timestamp: event.detail.time, data: event.detail });
  });

  it('counts as the last one exactly when the state is an end', () => {
    expect(EVENT_NAMES.filter((name) => !(TERMINAL_EVENTS as readonly string[]).includes(name))).toEqual(['queued', 'submitted']);
  });
});
