import { describe, expect, it } from 'vitest';
import { unresolvable } from '#simulator/model-studio/unresolvable.ts';
import { bodyOf, createVirtualTaskService, HEADERS } from '../virtual-task-service.ts';

describe('an input image below .invalid', () => {
  it('fails its task unbilled, also where inputs are accepted unseen', () => {
    const { service, at, output } = createVirtualTaskService();
    const body = bodyOf('Make it blue', { n: 1 }, ['https://example.com/a.png', 'https://nobody.invalid/b.png?x=1']);
    const { output: created } = service.createTask(HEADERS, body).body as { output: { task_id: string } };
    at(10);
    expect(output(created.task_id)).toMatchObject({ task_status: 'FAILED', code: 'InvalidURL' });
    expect(service.tasks()).toMatchObject([{ status: 'FAILED', paidImages: 0 }]);
  });

  it.each([
    ['http://a.invalid', true],
    ['HTTPS://A.B.INVALID:8443/x', true],
    ['https://a.invalid./x', true],
    ['https://a.invalid?x', true],
    ['https://invalid/x', false],
    ['https://a.invalid.example/x', false],
    ['https://example.com/a.invalid/x', false],
    ['data:image/png;base64,aaaa', false],
  ])('%s: %s', (image, is) => {
    expect(unresolvable([image]) !== undefined).toBe(is);
  });
});
