import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTaskReport } from '#adapters/dashscope/tasks/task-report.ts';

const TIMES = {
  submit_time: '2026-01-01 08:00:00.000',
  scheduled_time: '2026-01-01 08:00:00.031',
  end_time: '2026-01-01 08:01:13.000',
};
const INSTANTS = {
  submittedAt: Date.UTC(2026, 0, 1),
  scheduledAt: Date.UTC(2026, 0, 1) + 31,
  endedAt: Date.UTC(2026, 0, 1) + 73_000,
};
const output = (fields: object) => ({ request_id: 'r', output: { task_id: 't', ...fields } });

describe('the report of a task', () => {
  it('is a result with its pictures in order, its prompts and its times', () => {
    const results = [
      { orig_prompt: 'a', actual_prompt: 'a, in detail', url: 'https://h/1.png?s=1' },
      { orig_prompt: 'a', actual_prompt: 'a, in detail', url: 'https://h/2.png?s=2' },
    ];
    expect(parseTaskReport({ ...output({ task_status: 'SUCCEEDED', ...TIMES, results }), usage: { image_count: 2 } })).toEqual({
      status: 'SUCCEEDED',
      times: INSTANTS,
      images: [{ url: 'https://h/1.png?s=1' }, { url: 'https://h/2.png?s=2' }],
      imageCount: 2,
      originalPrompt: 'a',
      actualPrompt: 'a, in detail',
    });
  });

  it('keeps the place of every picture that failed, also of one with an empty URL', () => {
    const url = 'https://h/1.png';
    const failure = { code: 'DataInspectionFailed', message: 'Output data may contain inappropriate content.' };
    const pictures = [{ url }, failure, { ...failure, url: '' }, { url: '' }];
    const seen = [{ url }, failure, failure, { code: 'Unexplained', message: '' }];
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1 }), (order) => {
        const report = parseTaskReport(output({ task_status: 'SUCCEEDED', results: order.map((i) => pictures[i]) }));
        expect(report).toMatchObject({ images: order.map((i) => seen[i]), imageCount: order.includes(0) ? 1 : 0 });
      }),
    );
  });

  it('counts what is paid by usage, else by the metrics, else by the URLs', () => {
    const one = { task_status: 'SUCCEEDED', results: [{ url: 'https://h/1.png' }] };
    const metrics = { TOTAL: 4, SUCCEEDED: 3, FAILED: 1 };
    expect(parseTaskReport({ ...output({ ...one, task_metrics: metrics }), usage: { image_count: 2 } })).toMatchObject({
      imageCount: 2,
    });
    expect(parseTaskReport({ ...output({ ...one, task_metrics: metrics }), usage: null })).toMatchObject({ imageCount: 3 });
    expect(parseTaskReport(output(one))).toMatchObject({ imageCount: 1 });
  });

  it('is a failure with the code of the service', () => {
    expect(parseTaskReport(output({ task_status: 'FAILED', ...TIMES, code: 'InternalError.Timeout', message: 'late' }))).toEqual({
      status: 'FAILED',
      times: INSTANTS,
      code: 'InternalError.Timeout',
      message: 'late',
    });
    expect(parseTaskReport(output({ task_status: 'FAILED' }))).toEqual({
      status: 'FAILED',
      times: {},
      code: 'Unexplained',
      message: '',
    });
  });

  it.each([
    ['PENDING', { status: 'PENDING', times: {} }],
    ['RUNNING', { status: 'RUNNING', times: {} }],
    ['SUSPENDED', { status: 'RUNNING', times: {} }],
    ['SOMETHING_NEW', { status: 'RUNNING', times: {} }],
    ['CANCELED', { status: 'CANCELED', times: {} }],
    ['CANCELLED', { status: 'CANCELED', times: {} }],
    ['UNKNOWN', { status: 'UNKNOWN' }],
  ])('reads %s', (task_status, report) => {
    expect(parseTaskReport(output({ task_status }))).toEqual(report);
  });

  it('does without times, and with times that make no sense', () => {
    expect(parseTaskReport(output({ task_status: 'RUNNING', submit_time: 'soon', scheduled_time: 7, end_time: null }))).toEqual({
      status: 'RUNNING',
      times: {},
    });
  });

  it('ignores fields that nobody knows', () => {
    const report = parseTaskReport({ ...output({ task_status: 'PENDING', new_field: [1] }), other: {} });
    expect(report).toEqual({ status: 'PENDING', times: {} });
  });

  it('is a success without pictures when the service says so, with what it counts', () => {
    const nothing = { status: 'SUCCEEDED', times: {}, images: [], imageCount: 0 };
    for (const results of [[], 'none', null, {}]) {
      expect(parseTaskReport(output({ task_status: 'SUCCEEDED', results }))).toEqual(nothing);
    }
    expect(parseTaskReport({ ...output({ task_status: 'SUCCEEDED' }), usage: { image_count: '2' } })).toEqual({
      ...nothing,
      imageCount: 2,
    });
  });

  it.each(['FAILED', 'UNKNOWN', 'CANCELED', 'PARTIALLY_DONE', 'succeeded'])(
    'is a success when there is a picture to fetch, although the status is %s',
    (task_status) => {
      const results = [{ url: 'https://h/1.png' }, { code: 'InternalError', message: 'm' }];
      expect(
        parseTaskReport({ ...output({ task_status, code: 'InternalError', results }), usage: { image_count: 1 } }),
      ).toMatchObject({
        status: 'SUCCEEDED',
        images: [{ url: 'https://h/1.png' }, { code: 'InternalError', message: 'm' }],
        imageCount: 1,
      });
    },
  );

  it.each(['PENDING', 'RUNNING'])('is no success before it has ended (%s), whatever pictures stand there', (task_status) => {
    expect(parseTaskReport(output({ task_status, results: [{ url: 'https://h/1.png' }] }))).toMatchObject({
      status: task_status,
    });
  });

  it.each([null, 7, 'h/2.png', [], {}])('gives the pictures that can be read beside an item that cannot (%j)', (item) => {
    const results = [{ url: 'https://h/1.png' }, item, { url: 'https://h/3.png' }];
    expect(parseTaskReport(output({ task_status: 'SUCCEEDED', results }))).toMatchObject({
      images: [{ url: 'https://h/1.png' }, { code: 'Unexplained', message: '' }, { url: 'https://h/3.png' }],
      imageCount: 2,
    });
  });

  it.each(['PENDING', 'RUNNING'])(
    'is a success when it has an end and a picture, although the status stayed %s',
    (task_status) => {
      const results = [{ url: 'https://h/1.png' }];
      expect(parseTaskReport(output({ task_status, ...TIMES, results }))).toMatchObject({ status: 'SUCCEEDED', images: results });
    },
  );

  it.each(['FAILED', 'CANCELED'])(
    'is charged where the service counts pictures, although it is %s and names none',
    (task_status) => {
      const task = output({ task_status, code: 'InternalError', message: 'm' });
      expect(parseTaskReport({ ...task, usage: { image_count: 1 } })).toMatchObject({
        status: 'SUCCEEDED',
        images: [{ code: 'InternalError', message: 'm' }],
        imageCount: 1,
      });
      expect(parseTaskReport({ ...task, usage: { image_count: 0 } })).toMatchObject({ status: task_status });
    },
  );

  it('is read where its pictures are bare addresses, or one without a list, or stand around no output', () => {
    const url = 'https://h/1.png';
    const seen = { status: 'SUCCEEDED', images: [{ url }], imageCount: 1 };
    const task = { task_id: 't', task_status: 'SUCCEEDED' };
    for (const results of [[url], { url }, [{ url: ` ${url}\n` }]]) {
      expect(parseTaskReport({ output: { ...task, results } })).toMatchObject(seen);
      expect(parseTaskReport({ request_id: 'r', ...task, results })).toMatchObject(seen);
    }
    expect(parseTaskReport({ ...task, task_status: 'FAILED', results: [{ url: '  ' }] })).toMatchObject({ status: 'FAILED' });
  });

  it('has no key, no signed address and no picture that the service echoes, in codes as in messages', () => {
    const echoed = `bad sk-canary0123456789 data:image/png;base64,${'CANARY'.repeat(40)} https://h/a.png?Signature=CANARY`;
    const results = [{ url: 'https://h/1.png' }, { code: echoed, message: echoed }];
    for (const fields of [
      { task_status: 'FAILED', code: echoed, message: echoed },
      { task_status: 'SUCCEEDED', results },
    ]) {
      expect(JSON.stringify(parseTaskReport(output(fields)))).not.toMatch(/canary/i);
    }
  });

  it('is that of the task that was asked for', () => {
    expect(parseTaskReport(output({ task_status: 'FAILED' }), { taskId: 'T' })).toMatchObject({ status: 'FAILED' });
    expect(parseTaskReport(output({ task_id: undefined, task_status: 'FAILED' }), { taskId: 'a' })).toMatchObject({
      status: 'FAILED',
    });
    expect(parseTaskReport(output({ task_status: 'FAILED' }), { taskId: 'another' })).toBeUndefined();
  });

  it('does not stand beside an error, unless it has a picture or a code of its own', () => {
    const code = 'Throttling';
    const read = (fields: object) => parseTaskReport(output(fields), { taskId: 't', code });
    expect(read({ task_status: 'UNKNOWN' })).toBeUndefined();
    expect(read({ task_status: 'FAILED' })).toBeUndefined();
    expect(read({ task_status: 'SUCCEEDED', results: [] })).toBeUndefined();
    expect(read({ task_status: 'FAILED', code: 'InternalError' })).toMatchObject({ status: 'FAILED' });
    expect(read({ task_status: 'SUCCEEDED', results: [{ url: 'https://h/1' }] })).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('never throws, whatever JSON comes', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.jsonValue(),
        fc.constantFrom('SUCCEEDED', 'FAILED', 'RUNNING'),
        (value, inner, task_status) => {
          parseTaskReport(value);
          parseTaskReport({
            output: { task_status, results: inner, submit_time: inner, task_metrics: inner, code: inner },
            usage: value,
          });
        },
      ),
    );
  });
});
