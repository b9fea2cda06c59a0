import { describe, expect, it } from 'vitest';
import { cancelMeaning, elapsedOf, progressOf, progressSentence, STEPS } from '#console/state/progress.ts';
import { RESULT_LOST } from '#core/service/task-problems.ts';
import definition from '#statemachines/edit-image.asl.json' with { type: 'json' };
import { editView } from '../edit-view.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
const times = { createdAt: at(0), updatedAt: at(0) };
const statuses = (change: Parameters<typeof editView>[0]) =>
  progressOf(editView(change))
    .map(({ status }) => status.slice(0, 4))
    .join(' ');

describe('the steps that a person sees', () => {
  it('are states of the workflow file, in its order', () => {
    expect(Object.keys(definition.States).filter((name) => (STEPS as readonly string[]).includes(name))).toEqual([...STEPS]);
  });
});

describe('how far an edit is', () => {
  it.each([
    ['waits for a slot', { status: 'QUEUED' }, 'curr ahea ahea ahea ahea'],
    ['is handed over', { status: 'SUBMITTING' }, 'done curr ahea ahea ahea'],
    [
      'is with the model',
      { status: 'RUNNING', taskId: 't', times: { ...times, submittedAt: at(2) } },
      'done done curr ahea ahea',
    ],
    [
      'was made, unnoticed',
      { status: 'RUNNING', taskId: 't', times: { ...times, taskEndedAt: at(9) } },
      'done done done curr ahea',
    ],
    ['is being stored', { status: 'RUNNING', taskId: 't', times: { ...times, detectedAt: at(9) } }, 'done done done done curr'],
    ['is done', { status: 'SUCCEEDED', ended: true }, 'done done done done done'],
    ['is partly done', { status: 'PARTIAL', ended: true }, 'done done done done done'],
    ['was rejected', { status: 'REJECTED', ended: true }, 'stop ahea ahea ahea ahea'],
    ['was canceled while it waited', { status: 'CANCELED', ended: true }, 'stop ahea ahea ahea ahea'],
    ['was canceled in the hands of the model', { status: 'CANCELED', ended: true, taskId: 't' }, 'done done stop ahea ahea'],
    [
      'failed at the model',
      { status: 'FAILED', ended: true, taskId: 't', times: { ...times, detectedAt: at(9) } },
      'done done done stop ahea',
    ],
    [
      'was made and could not be had',
      {
        status: 'FAILED',
        ended: true,
        taskId: 't',
        times: { ...times, detectedAt: at(9) },
        problem: { code: RESULT_LOST, message: 'm', hint: 'h' },
      },
      'done done done done stop',
    ],
    ['is in doubt', { status: 'UNRESOLVED', ended: true, times: { ...times, admittedAt: at(1) } }, 'done stop ahea ahea ahea'],
  ] as const)('shows when it %s', (_what, change, expected) => {
    expect(statuses(change)).toBe(expected);
  });

  it('has the duration of each step, never negative when two clocks disagree', () => {
    const all = { ...times, admittedAt: at(1), submittedAt: at(3), taskEndedAt: at(10), detectedAt: at(9), finishedAt: at(11) };
    const progress = progressOf(editView({ status: 'SUCCEEDED', ended: true, times: all }));
    expect(progress.map(({ ms }) => ms)).toEqual([1000, 2000, 7000, 0, 2000]);
  });

  it("counts on from the server's own seconds while it runs, and stops when it is over", () => {
    const seconds = { waiting: 1, total: 4 };
    expect(elapsedOf(editView({ seconds }), 2500)).toBe(6500);
    expect(elapsedOf(editView({ seconds, ended: true }), 2500)).toBe(4000);
    expect(elapsedOf(editView({ seconds }), -50)).toBe(4000);
  });

  it('says that a task is looked for once the answer of the service is overdue, by the clock of the server', () => {
    const submitting = (total: number) =>
      progressSentence(
        editView({ status: 'SUBMITTING', times: { ...times, submissionAt: at(5) }, seconds: { waiting: total, total } }),
      );
    expect(submitting(49)).toBe('Creating the task at the model service.');
    expect(submitting(51)).toBe('The answer of the service was lost. Its task is looked for, so that it is not paid twice.');
  });

  it('says that the result is fetched once the end of the task was noticed', () => {
    const running = editView({ status: 'RUNNING', times: { ...times, submittedAt: at(2), detectedAt: at(9) } });
    expect(progressSentence(running)).toBe('The model is done. The result is fetched and verified.');
  });

  it.each([
    [{ status: 'QUEUED' }, 'Nothing has been paid yet.'],
    [{ status: 'SUBMITTING' }, 'A task may have been created already. What it makes is charged and kept.'],
    [
      { status: 'RUNNING' },
      'The task is with the model: it stops only if the model has not begun. What is made is charged and kept.',
    ],
    [
      { status: 'RUNNING', times: { ...times, detectedAt: at(9) } },
      'The model is done: what it made is charged, and is kept all the same.',
    ],
  ] as const)('tells before %j is canceled what that means', (change, meaning) => {
    expect(cancelMeaning(editView(change))).toBe(meaning);
  });

  it('is written as a sentence, with the place in the queue and a requested cancel', () => {
    expect(progressSentence(editView({ queuePosition: 3 }))).toMatch(/number 3 in the queue/);
    expect(progressSentence(editView())).toMatch(/Waiting costs nothing/);
    expect(progressSentence(editView({ times: { ...times, admittedAt: at(1) } }))).toMatch(/cannot be created at the moment/);
    expect(progressSentence(editView({ status: 'RUNNING', cancelRequestedAt: at(1) }))).toMatch(/Cancel requested/);
    expect(progressSentence(editView({ status: 'CANCELED', ended: true, cancelRequestedAt: at(1) }))).toBe(
      'The edit was canceled.',
    );
  });
});
