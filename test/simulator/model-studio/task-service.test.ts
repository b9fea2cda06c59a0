import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '#simulator/index.ts';
import { accountOf } from '#simulator/model-studio/account.ts';
import { bodyOf, createVirtualTaskService, HEADERS, START } from '../virtual-task-service.ts';

const key = { apiKey: 'sk-one' };

describe('a task over time', () => {
  it('is PENDING for a moment, RUNNING, then SUCCEEDED, with Beijing times and usage', () => {
    const { service, at, create } = createVirtualTaskService();
    const id = create('Make it blue', { parameters: { n: 2, prompt_extend: false } });
    expect(service.getTask(key, id).body).toMatchObject({
      output: {
        task_id: id,
        task_status: 'PENDING',
        submit_time: '2026-01-15 12:00:00.000',
        task_metrics: { TOTAL: 2, SUCCEEDED: 0, FAILED: 0 },
      },
    });
    at(1);
    expect(service.getTask(key, id).body.output).toMatchObject({
      task_status: 'RUNNING',
      scheduled_time: '2026-01-15 12:00:00.028',
    });
    at(61);
    const done = service.getTask(key, id).body;
    expect(done).toMatchObject({
      output: {
        task_status: 'SUCCEEDED',
        end_time: '2026-01-15 12:01:00.028',
        task_metrics: { TOTAL: 2, SUCCEEDED: 2, FAILED: 0 },
        results: [{ orig_prompt: 'Make it blue' }, { orig_prompt: 'Make it blue' }],
      },
      usage: { image_count: 2 },
    });
    expect(JSON.stringify(done)).not.toContain('actual_prompt');
  });

  it('runs five at once and the rest first in, first out, exactly, however far the clock jumps', () => {
    const { service, at, create } = createVirtualTaskService();
    const ids = [0, 1, 2, 3, 4, 5, 6].map((index) => {
      at(index);
      return create();
    });
    at(10_000);
    const starts = service.tasks().map((task) => (task.scheduledAt ?? 0) - START);
    expect(starts).toEqual([28, 1028, 2028, 3028, 4028, 60_028, 61_028]);
    expect(service.tasks().map((task) => task.id)).toEqual(ids);
    expect((service.tasks()[6]?.endedAt ?? 0) - START).toBe(121_028);
  });

  it('has the same history whether it was queried meanwhile or not', () => {
    const watched = createVirtualTaskService();
    const alone = createVirtualTaskService();
    for (const each of [watched, alone]) {
      for (let index = 0; index < 30; index += 1) {
        each.at(index * 0.7);
        each.create();
        if (each === watched) each.service.tasks();
      }
    }
    for (let second = 20; second < 800; second += 7) {
      watched.at(second);
      watched.service.tasks();
    }
    watched.at(800);
    alone.at(800);
    expect(alone.service.tasks()).toEqual(watched.service.tasks());
  });

  it('becomes UNKNOWN 24 hours after it was created, and is UNKNOWN to other accounts at once', () => {
    const { service, at, create, status } = createVirtualTaskService();
    const id = create();
    expect(service.getTask({ apiKey: 'sk-two' }, id).body.output).toEqual({ task_id: id, task_status: 'UNKNOWN' });
    at(24 * 3600 - 1);
    expect(status(id)).toBe('SUCCEEDED');
    at(24 * 3600);
    expect(service.getTask(key, id)).toMatchObject({ status: 200, body: { output: { task_id: id, task_status: 'UNKNOWN' } } });
  });

  it('fails with InternalError.Timeout when it has run for three hours', () => {
    const { at, create, output } = createVirtualTaskService();
    const id = create('[simulate slow 99999] blue');
    at(3 * 3600 - 1);
    expect(output(id).task_status).toBe('RUNNING');
    at(3 * 3600 + 1);
    expect(output(id)).toMatchObject({ task_status: 'FAILED', code: 'InternalError.Timeout' });
  });

  it('is canceled only while PENDING, and then leaves its place in the queue', () => {
    const { service, at, create, output } = createVirtualTaskService({ limits: { runningTasks: 1 } });
    const [running, waiting, next] = [create(), create(), create()];
    at(1);
    expect(service.cancelTask(key, waiting)).toMatchObject({ status: 200, body: { request_id: expect.any(String) } });
    expect(Object.keys(service.cancelTask(key, waiting).body).sort()).toEqual(['code', 'message', 'request_id']);
    expect(output(waiting)).toMatchObject({ task_status: 'CANCELED', end_time: '2026-01-15 12:00:01.000' });
    for (const id of [running, 'no-such-task']) {
      expect(service.cancelTask(key, id)).toMatchObject({ status: 400, body: { code: 'UnsupportedOperation' } });
    }
    at(61);
    expect(output(next).task_status).toBe('RUNNING');
  });
});

describe('limits of an account', () => {
  it('accepts five creates a second and rejects the sixth with 429', () => {
    const { service, at, create } = createVirtualTaskService();
    for (let index = 0; index < 5; index += 1) create();
    expect(service.createTask(HEADERS, bodyOf())).toMatchObject({ status: 429, body: { code: 'Throttling.RateQuota' } });
    expect(service.createTask({ ...HEADERS, apiKey: 'sk-two' }, bodyOf()).status).toBe(200);
    at(1);
    expect(service.createTask(HEADERS, bodyOf()).status).toBe(200);
    expect(service.requests).toMatchObject({ creates: 8, throttled: 1 });
    expect(service.tasks()).toHaveLength(7);
  });

  it('accepts twenty queries a second of each endpoint', () => {
    const { service, create } = createVirtualTaskService();
    const id = create();
    const statuses = Array.from({ length: 21 }, () => service.getTask(key, id).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses[20]).toBe(429);
    expect(service.listTasks(key).status).toBe(200);
  });

  it('counts simulated seconds when time runs faster', () => {
    const { service, at, create, status } = createVirtualTaskService({ speed: 60 });
    const id = create();
    for (let index = 0; index < 4; index += 1) create();
    at(0.02);
    expect(service.createTask(HEADERS, bodyOf()).status).toBe(200);
    at(1.1);
    expect(status(id)).toBe('SUCCEEDED');
    at(24 * 60);
    expect(status(id)).toBe('UNKNOWN');
  });
});

describe('the task list', () => {
  const listed = (reply: { readonly body: Readonly<Record<string, unknown>> }) =>
    (reply.body.data as readonly { readonly task_id: string }[]).map((row) => row.task_id);

  it('shows the newest first in pages, with epoch milliseconds and no results', () => {
    const { service, at, create } = createVirtualTaskService();
    const ids = Array.from({ length: 12 }, (_, index) => {
      at(index);
      return create();
    });
    at(62);
    const first = service.listTasks(key);
    expect(first.body).toMatchObject({ total: 12, total_page: 2, page_no: 1, page_size: 10 });
    expect(listed(first)).toEqual(ids.slice(2).reverse());
    const second = service.listTasks(key, { page_no: '2' });
    expect(listed(second)).toEqual([ids[1], ids[0]]);
    expect((second.body.data as readonly object[])[1]).toEqual({
      api_key_id: expect.stringMatching(/^\d+$/),
      caller_parent_id: expect.stringMatching(/^\d+$/),
      caller_uid: expect.stringMatching(/^\d+$/),
      gmt_create: START,
      start_time: START + 28,
      end_time: START + 60_028,
      model_name: 'wan2.5-i2i-preview',
      region: 'cn-beijing',
      request_id: expect.any(String),
      status: 'SUCCEEDED',
      task_id: ids[0],
      user_api_unique_key: 'apikey:v1:aigc:image2image:image-synthesis:wan2.5-i2i-preview',
    });
    expect(listed(service.listTasks({ apiKey: 'sk-two' }))).toEqual([]);
  });

  it('filters by window, status, model and id', () => {
    const { service, at, create } = createVirtualTaskService();
    const early = create();
    at(3600);
    const late = create();
    at(3601);
    expect(listed(service.listTasks(key, { start_time: '20260115123000', end_time: '20260115133000' }))).toEqual([late]);
    expect(listed(service.listTasks(key, { end_time: '20260115123000' }))).toEqual([early]);
    expect(listed(service.listTasks(key, { start_time: String(START - 1), end_time: String(START + 1) }))).toEqual([early]);
    expect(listed(service.listTasks(key, { status: 'RUNNING' }))).toEqual([late]);
    expect(listed(service.listTasks(key, { task_id: early }))).toEqual([early]);
    expect(listed(service.listTasks(key, { model_name: 'wan2.6-image' }))).toEqual([]);
  });

  it('rejects windows over 24 hours and parameters it cannot read', () => {
    const { service } = createVirtualTaskService();
    for (const parameters of [
      { start_time: '20260114120000', end_time: '20260115120001' },
      { start_time: '20260115120000', end_time: '20260114120000' },
      { start_time: 'yesterday' },
      { page_no: '0' },
      { page_size: 'ten' },
      { status: 'DONE' },
    ]) {
      expect(service.listTasks(key, parameters), JSON.stringify(parameters)).toMatchObject({
        status: 400,
        body: { code: 'InvalidParameter' },
      });
    }
  });

  it('shows a new task only after the list delay', () => {
    const { service, at, create } = createVirtualTaskService({ listDelaySeconds: 5 });
    const id = create();
    at(4);
    expect(listed(service.listTasks(key))).toEqual([]);
    at(5);
    expect(listed(service.listTasks(key))).toEqual([id]);
  });
});

describe('the body of a create call', () => {
  const refused = (body: unknown, code = 'InvalidParameter', status = 400) => {
    const { service } = createVirtualTaskService();
    expect(service.createTask(HEADERS, body), JSON.stringify(body)).toMatchObject({
      status,
      body: { code, request_id: expect.any(String) },
    });
    expect(service.tasks()).toHaveLength(0);
  };

  it('needs a key and the asynchronous header', () => {
    const { service } = createVirtualTaskService({ apiKeys: ['sk-one'] });
    expect(service.createTask({ apiKey: undefined }, bodyOf())).toMatchObject({
      status: 401,
      body: { code: 'InvalidApiKey', message: 'No API-key provided.' },
    });
    expect(service.createTask({ ...HEADERS, apiKey: 'sk-other' }, bodyOf())).toMatchObject({
      status: 401,
      body: { message: 'Invalid API-key provided.' },
    });
    expect(service.createTask({ apiKey: 'sk-one' }, bodyOf())).toMatchObject({
      status: 403,
      body: { code: 'AccessDenied', message: 'current user api does not support synchronous calls.' },
    });
  });

  it('rejects bodies, models, prompts and images that are missing or wrong', () => {
    refused(undefined);
    refused({ ...bodyOf(), model: '' }, 'BadRequest.EmptyModel');
    refused({ ...bodyOf(), model: 'some-model' }, 'ModelNotFound', 404);
    refused({ ...bodyOf(), model: 'wan2.6-image' });
    refused({ model: 'wan2.5-i2i-preview' }, 'BadRequest.EmptyInput');
    refused(bodyOf(''));
    refused(bodyOf('x', {}, []));
    refused(bodyOf('x', {}, ['a', 'b', 'c', 'd']));
    refused(bodyOf('x', {}, 'https://example.com/a.png'));
    refused(bodyOf('x', {}, [7]));
  });

  it('rejects parameters outside their ranges', () => {
    for (const parameters of [
      { n: 0 },
      { n: 5 },
      { n: '2' },
      { n: 1.5 },
      { seed: -1 },
      { seed: 2 ** 31 },
      { seed: 'x' },
      { prompt_extend: 'yes' },
      { watermark: 1 },
    ]) {
      refused(bodyOf('x', parameters));
    }
    for (const size of ['1280x1280', '1281*1280', '767*768', '3000*400', '2560*640*1', '']) refused(bodyOf('x', { size }));
  });

  it('takes sizes by their area, not by their sides', () => {
    const { create, service } = createVirtualTaskService({ limits: { createsPerSecond: 50 } });
    for (const size of ['1280*1280', '768*768', '1344*576', '768*2133', '2560*640']) create('x', { parameters: { size } });
    expect(service.tasks().map((task) => task.size)).toHaveLength(5);
  });

  it('can report a wrong size by failing the task instead', () => {
    const { at, create, output } = createVirtualTaskService({ sizeCheck: 'task' });
    const id = create('x', { parameters: { n: 1, size: '100*100' } });
    at(61);
    expect(output(id)).toMatchObject({ task_status: 'FAILED', code: 'InvalidParameter' });
  });

  it('fills in defaults, cuts long texts and ignores what it does not know', () => {
    const { service } = createVirtualTaskService();
    service.createTask(HEADERS, {
      parameters: { seed: '12345', negative_prompt: '', function: 'stylize' },
      input: { images: ['https://example.com/a.png'], prompt: '图'.repeat(2100), negative_prompt: 'y'.repeat(600), other: 1 },
      model: 'wan2.5-i2i-preview',
      extra: true,
    });
    const [task] = service.tasks();
    expect(task).toMatchObject({
      n: 4,
      seed: 12345,
      promptExtend: true,
      watermark: false,
      images: 1,
      account: accountOf('sk-one'),
    });
    expect(task?.prompt).toHaveLength(2000);
    expect(task?.negativePrompt).toHaveLength(500);
  });
});

describe('faults and outcomes that a test asks for', () => {
  it('lets some images fail and bills the others', () => {
    const { service, at, create, output } = createVirtualTaskService();
    const id = create('blue [simulate partial 1]', { parameters: { n: 4 } });
    at(61);
    expect(service.getTask(key, id).body).toMatchObject({
      output: { task_metrics: { TOTAL: 4, SUCCEEDED: 3, FAILED: 1 } },
      usage: { image_count: 3 },
    });
    expect((output(id).results as readonly object[])[3]).toEqual({
      code: 'DataInspectionFailed',
      message: 'Output data may contain inappropriate content.',
    });
    expect(service.tasks()[0]?.paidImages).toBe(3);
  });

  it('fails the task when every image fails', () => {
    const { service, at, create } = createVirtualTaskService();
    const id = create('blue [simulate partial 2 InternalError.Algo]', { parameters: { n: 2 } });
    at(61);
    const { body } = service.getTask(key, id);
    expect(body).toMatchObject({
      output: { task_status: 'FAILED', code: 'InternalError.Algo', task_metrics: { TOTAL: 2, SUCCEEDED: 0, FAILED: 2 } },
    });
    expect(body).not.toHaveProperty('usage');
  });

  it.each(Object.entries(ERROR_CODES))('reaches %s at every phase it is documented for', (code, { phases, status }) => {
    for (const phase of phases) {
      if (phase === 'task') {
        const { at, create, output } = createVirtualTaskService({ faults: [{ phase: 'task', kind: { fail: { code } } }] });
        const id = create();
        at(61);
        expect(output(id)).toMatchObject({ task_status: 'FAILED', code });
        continue;
      }
      const plan = (['create', 'query', 'list', 'cancel'] as const).map((name) => ({ phase: name, kind: { error: { code } } }));
      const { service } = createVirtualTaskService({ faults: plan });
      const reply = phase === 'create' ? service.createTask(HEADERS, bodyOf()) : service.getTask(key, 'x');
      expect(reply).toMatchObject({ status, body: { code, message: expect.any(String) } });
      if (phase === 'query') {
        expect(service.listTasks(key)).toMatchObject({ status, body: { code } });
        expect(service.cancelTask(key, 'x')).toMatchObject({ status, body: { code } });
      }
    }
  });

  it('creates no task when the request is dropped, and one when only the answer is', () => {
    const before = createVirtualTaskService({ faults: [{ phase: 'create', kind: 'drop-before' }] });
    expect(before.service.createTask(HEADERS, bodyOf())).toMatchObject({ status: 0, wire: { kind: 'drop' } });
    expect(before.service.tasks()).toHaveLength(0);
    const after = createVirtualTaskService({ faults: [{ phase: 'create', kind: 'drop-after-accept', when: { nth: 2 } }] });
    expect(after.service.createTask(HEADERS, bodyOf()).wire).toBeUndefined();
    expect(after.service.createTask(HEADERS, bodyOf())).toMatchObject({ status: 200, wire: { kind: 'drop' } });
    expect(after.service.tasks()).toHaveLength(2);
  });

  it('applies fault rules by number, prompt, probability and times', () => {
    const { service } = createVirtualTaskService({
      limits: { createsPerSecond: 1000 },
      faults: [
        { phase: 'create', kind: { error: { code: 'Arrearage' } }, when: { promptIncludes: 'poor' }, times: 1 },
        { phase: 'create', kind: { error: { code: 'SystemError', status: 502 } }, when: { probability: 0.25 } },
      ],
    });
    expect(service.createTask(HEADERS, bodyOf('poor'))).toMatchObject({ status: 400, body: { code: 'Arrearage' } });
    const statuses = Array.from({ length: 400 }, () => service.createTask(HEADERS, bodyOf('poor')).status);
    expect(statuses).not.toContain(400);
    const struck = statuses.filter((status) => status === 502).length;
    expect(struck).toBeGreaterThan(70);
    expect(struck).toBeLessThan(130);
  });

  it('holds a task in PENDING and rejects its first queries when the prompt says so', () => {
    const { service, at, create, status } = createVirtualTaskService();
    const id = create('blue [simulate pending 60] [simulate query InternalError 2]');
    at(59);
    expect([1, 2, 3].map(() => service.getTask(key, id).status)).toEqual([500, 500, 200]);
    expect(status(id)).toBe('PENDING');
    at(61);
    expect(status(id)).toBe('RUNNING');
  });

  it('rejects a magic word that it does not know rather than ignore it', () => {
    const { service } = createVirtualTaskService();
    const reply = service.createTask(HEADERS, bodyOf('[simulate Fireworks]'));
    expect(reply).toMatchObject({
      status: 400,
      body: { code: 'InvalidParameter', message: expect.stringContaining('Fireworks') },
    });
  });

  it('fails a task early when its images are rejected', () => {
    const { at, create, output } = createVirtualTaskService({
      inspect: () => ({ ok: false, code: 'InvalidImageResolution', message: 'too small' }),
    });
    const id = create();
    at(2.03);
    expect(output(id)).toMatchObject({ task_status: 'FAILED', code: 'InvalidImageResolution', message: 'too small' });
  });
});

describe('durations', () => {
  it('have a median of about 60 s and a 95th percentile of about 110 s', () => {
    const { service, at, create } = createVirtualTaskService({
      duration: { medianSeconds: 60, p95Seconds: 110 },
      limits: { runningTasks: 5000, createsPerSecond: 5000 },
    });
    for (let index = 0; index < 2000; index += 1) create();
    at(3600);
    const seconds = service
      .tasks()
      .map((task) => ((task.endedAt ?? 0) - (task.scheduledAt ?? 0)) / 1000)
      .sort((a, b) => a - b);
    expect(seconds[1000]).toBeGreaterThan(57);
    expect(seconds[1000]).toBeLessThan(63);
    expect(seconds[1900]).toBeGreaterThan(102);
    expect(seconds[1900]).toBeLessThan(118);
  });
});

describe('ten thousand edits', () => {
  it('pass through the queue in virtual time', () => {
    const { service, at, create } = createVirtualTaskService({ limits: { createsPerSecond: 10_000, runningTasks: 500 } });
    for (let index = 0; index < 10_000; index += 1) create();
    at(20 * 61);
    const ended = service.tasks().filter((task) => task.status === 'SUCCEEDED');
    expect(ended).toHaveLength(10_000);
    expect(Math.max(...ended.map((task) => task.endedAt ?? 0)) - START).toBe(20 * 60_000 + 28);
  });
});
