import { describe, expect, it } from 'vitest';
import type { LieRule } from '#simulator/index.ts';
import { createVirtualTaskService } from '../virtual-task-service.ts';

const KEY = { apiKey: 'sk-one' };
const PROMPT = 'Add a 🎈  &  <b>“blue”</b> balloon above the house by the lake';

/** How a query answers a minute after a create of `n` images, and what was billed. */
const ended = (lie: LieRule, n = 1) => {
  const { service, at, create } = createVirtualTaskService({ lies: [lie], resultOrigin: () => 'https://results.example' });
  const id = create(PROMPT, { parameters: { n } });
  at(61);
  const answer = service.getTask(KEY, id).body as {
    readonly output: {
      readonly task_id: string;
      readonly task_status: string;
      readonly results?: readonly ({ readonly url?: string; readonly orig_prompt?: string } | null)[] | null;
    };
    readonly usage?: { readonly image_count: unknown };
  };
  return { service, id, answer, output: answer.output, paid: service.tasks()[0]?.paidImages };
};

describe('what a query says', () => {
  it.each([
    ['emoji', 'Add a ?  &  <b>“blue”</b> balloon above the house by the lake'],
    ['space', 'Add a 🎈 & <b>“blue”</b> balloon above the house by the lake'],
    ['cut', 'Add a 🎈  &  <b>“blue”</b> balloon above '],
    ['html', 'Add a 🎈  &amp;  &lt;b&gt;“blue”&lt;/b&gt; balloon above the house by the lake'],
    ['missing', undefined],
  ])('changes the prompt: %s', (value, prompt) => {
    expect(ended({ lie: 'orig-prompt', value }).output.results?.[0]?.orig_prompt).toBe(prompt);
  });

  it('changes the prompt: mojibake', () => {
    const garbled = ended({ lie: 'orig-prompt', value: 'mojibake' }).output.results?.[0]?.orig_prompt ?? '';
    expect(garbled).not.toBe(PROMPT);
    expect(Buffer.from(garbled, 'latin1').toString('utf8')).toBe(PROMPT);
  });

  it('names results by http', () => {
    expect(ended({ lie: 'http-url' }).output.results?.[0]?.url).toMatch(/^http:\/\/results\.example\/.*Signature=/);
  });

  it('has a null among the results', () => {
    expect(ended({ lie: 'null-result' }).output.results).toEqual([expect.objectContaining({ url: expect.any(String) }), null]);
  });

  it('says FAILED of a task with a picture, which is billed', () => {
    const { answer, paid } = ended({ lie: 'failed-with-picture' });
    expect(answer).toMatchObject({
      output: { task_status: 'FAILED', code: 'InternalError', results: [{ url: expect.any(String) }] },
      usage: { image_count: 1 },
    });
    expect(paid).toBe(1);
  });

  it('has words of its own for the end', () => {
    expect(ended({ lie: 'status-word' }).output).toMatchObject({ task_status: 'FINISHED', results: [{}] });
    expect(ended({ lie: 'status-word', value: 'DONE' }).output.task_status).toBe('DONE');
  });

  it.each([
    ['empty', []],
    ['null', null],
    ['missing', undefined],
  ])('has no results (%s), and bills none', (value, results) => {
    const { answer, output, paid } = ended({ lie: 'no-results', value }, 2);
    expect([output.task_status, output.results, answer.usage?.image_count, paid]).toEqual(['SUCCEEDED', results, 0, 0]);
  });

  it('has one result of two, and bills one', () => {
    const { answer, output, paid } = ended({ lie: 'few-results' }, 2);
    expect([output.task_status, output.results?.length, answer.usage?.image_count, paid]).toEqual(['SUCCEEDED', 1, 1, 1]);
  });

  it('has 500 results of one, each of which can be fetched, and bills one', async () => {
    const { service, output, paid } = ended({ lie: 'many-results' });
    expect([output.results?.length, paid]).toEqual([500, 1]);
    const { pathname, search } = new URL(output.results?.[499]?.url ?? '');
    expect((await service.getResult('GET', pathname + search)).status).toBe(200);
  });

  it('writes numbers as text', () => {
    expect(ended({ lie: 'numbers-as-text' }).answer).toMatchObject({
      usage: { image_count: '1' },
      output: { task_metrics: { TOTAL: '1' } },
    });
  });

  it('has fields that nobody knows', () => {
    const { answer } = ended({ lie: 'unknown-fields' });
    expect(answer).toMatchObject({
      trace: {},
      output: { task_status: 'SUCCEEDED', stages: [], results: [{ url: expect.any(String), score: 0.5 }] },
    });
  });

  it('is a refusal with status 200', () => {
    expect(ended({ lie: 'task-refusal' }).answer).toEqual({
      code: 'DataInspectionFailed',
      message: expect.any(String),
      request_id: expect.any(String),
    });
  });
});

describe('a task id with characters that mean something in a URL', () => {
  it('is found again, and so are its images', async () => {
    const { service, id, output } = ended({ lie: 'task-id' });
    expect([id, output.task_id, output.task_status]).toEqual(['cn.beijing:1/id-1', id, 'SUCCEEDED']);
    const { pathname, search } = new URL(output.results?.[0]?.url ?? '');
    expect((await service.getResult('GET', pathname + search)).status).toBe(200);
  });
});

describe('lies about a task', () => {
  it('are drawn once for each task', () => {
    const { service, at, create } = createVirtualTaskService({
      limits: { createsPerSecond: 100, runningTasks: 100 },
      lies: [{ lie: 'status-word', when: { probability: 0.5 } }],
    });
    const ids = Array.from({ length: 18 }, () => create());
    at(61);
    const statuses = () => ids.map((id) => (service.getTask(KEY, id).body.output as { task_status: string }).task_status);
    const first = statuses();
    expect(new Set(first)).toEqual(new Set(['FINISHED', 'SUCCEEDED']));
    at(63);
    expect(statuses()).toEqual(first);
  });

  it('can be asked for by one prompt', () => {
    const { at, create, status } = createVirtualTaskService();
    const [lying, honest] = [create('blue [simulate lie status-word]'), create('blue')];
    at(61);
    expect([status(lying), status(honest)]).toEqual(['FINISHED', 'SUCCEEDED']);
  });
});
