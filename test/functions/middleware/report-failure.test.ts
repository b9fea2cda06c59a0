import { describe, expect, it } from 'vitest';
import { readFailure } from '#core/edit/failure.ts';
import { InvalidEdit, Unavailable } from '#core/errors.ts';
import { createStep } from '#functions/middleware/step.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';

const problem = { code: 'N_TOO_LARGE', message: 'n is 9', hint: 'Use 1 to 4.' };

/** What a step that throws `thrown` throws at the workflow, and what it logs. */
const failing = async (thrown: unknown, event: unknown = { editId: 'e1' }) => {
  const telemetry = createRecordingTelemetry();
  const step = createStep('submit', telemetry, async () => Promise.reject(thrown));
  const error = await step(event).then(
    () => new Error('nothing was thrown'),
    (caught: Error) => caught,
  );
  return { error, line: telemetry.lines[0], lines: telemetry.lines };
};

describe('a step that fails', () => {
  it('throws the name that the workflow routes on, and the problem as its message', async () => {
    const { error } = await failing(new InvalidEdit(problem));
    expect(error.name).toBe('InvalidEdit');
    expect(readFailure({ Error: error.name, Cause: error.message }).problem).toEqual(problem);
    expect(error.stack).toBe('');
    expect(error.cause).toBeInstanceOf(InvalidEdit);
  });

  it('is logged once, by its edit, louder when no repeat will help', async () => {
    const { line, lines } = await failing(new InvalidEdit(problem));
    expect(lines).toHaveLength(1);
    expect(line).toMatchObject({
      level: 'error',
      fields: { step: 'submit', editId: 'e1', error: 'InvalidEdit', code: 'N_TOO_LARGE' },
    });
    expect((await failing(new Unavailable(problem))).line?.level).toBe('warn');
  });

  it.each([null, 'text', {}, { editId: 5 }])('is logged without an edit when the event names none: %j', async (event) => {
    expect((await failing(new InvalidEdit(problem), event)).line?.fields.editId).toBeUndefined();
  });

  it('keeps what signs a URL out of its message and out of the log, whoever threw it', async () => {
    const odd = new TypeError('fetch of https://bucket.s3.amazonaws.com/a.png?X-Amz-Signature=abcdef failed');
    const { error, line } = await failing(odd);
    expect(error.name).toBe('TypeError');
    expect(readFailure({ Error: error.name, Cause: error.message }).problem.code).toBe('STEP_FAILED');
    expect(error.message).toContain('a.png');
    expect(`${error.message}${JSON.stringify(line)}`).not.toContain('abcdef');
    expect(String(line?.fields.stack).split('\n').length).toBeGreaterThan(1);
  });

  it('bears that something else than an error was thrown', async () => {
    expect((await failing('a string')).error.message).toContain('a string');
  });
});

describe('a step that works', () => {
  it('answers, with or without a context of Lambda', async () => {
    const telemetry = createRecordingTelemetry();
    const step = createStep('x', telemetry, async (n: number) => n + 1);
    expect(await step(1)).toBe(2);
    expect(telemetry.lines).toEqual([]);
  });
});
