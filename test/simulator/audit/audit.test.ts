import { describe, expect, it } from 'vitest';
import { isPaidTwice } from '#simulator/audit/audit.ts';
import { auditExitCode, auditReport, PAID_TWICE } from '#simulator/audit/report.ts';
import { createAudit, type LieRule } from '#simulator/index.ts';
import { edit, firstUrl, startSimulator } from '../listening-simulator.ts';

const audited = async (lies: readonly LieRule[] = []) => {
  const started = await startSimulator({ audit: createAudit(), lies });
  const counted = async () =>
    (await started.simulator.audited()).map(({ picture, posts, accepted, billed, fetched }) => [
      picture.prompt,
      posts,
      accepted,
      billed,
      fetched,
    ]);
  return { ...started, counted };
};

describe('an audit', () => {
  it('counts creates, tasks and downloads of each picture', async () => {
    const { call, create, created, counted, at } = await audited([{ lie: 'create-error', when: { promptIncludes: 'red' } }]);
    const id = await created('blue');
    await create(edit('red'));
    await create(edit('red'));
    await create(edit('[simulate create Arrearage]'));
    at(61);
    const url = await firstUrl(await call(`/tasks/${id}`));
    for (const method of ['HEAD', 'GET', 'GET']) await fetch(url, { method });
    expect(await counted()).toEqual([
      ['blue', 1, 1, 1, 1],
      ['red', 2, 2, 2, 0],
      ['[simulate create Arrearage]', 1, 0, 0, 0],
    ]);
  });

  it('does not call it paid when a task fails and is made again', async () => {
    const { simulator, create, counted, at } = await audited();
    await create(edit('blue', ['https://nobody.invalid/a.png']));
    at(10);
    await create(edit('blue', ['https://nobody.invalid/a.png']));
    at(20);
    expect(await counted()).toEqual([['blue', 2, 2, 0, 0]]);
    expect((await simulator.audited()).some(isPaidTwice)).toBe(false);
  });

  it('knows a picture again by what it holds, however it is sent', async () => {
    const { simulator, create, call } = await audited();
    const bytes = Buffer.from('the same photo');
    const upload = async () => {
      const { data } = (await (await call('/uploads?action=getPolicy&model=wan2.5-i2i-preview')).json()) as {
        data: Record<string, string>;
      };
      const form = new FormData();
      const key = `${data.upload_dir}/photo.png`;
      const fields = { OSSAccessKeyId: data.oss_access_key_id, Signature: data.signature, policy: data.policy, key };
      for (const [name, value] of Object.entries(fields)) form.append(name, value ?? '');
      form.append('file', new Blob([bytes]), 'photo.png');
      await fetch(data.upload_host ?? '', { method: 'POST', body: form });
      return `oss://${key}`;
    };
    await create(edit('blue', [await upload()]));
    await create(edit('blue', [await upload()]));
    await create(edit('blue', [`data:image/png;base64,${bytes.toString('base64')}`]));
    await create(edit('blue', ['https://example.com/a.png?Signature=1']));
    await create(edit('blue', ['https://example.com/a.png?Signature=2']));
    expect((await simulator.audited()).map(({ posts }) => posts)).toEqual([3, 2]);
  });

  it('counts what is no request at all', async () => {
    const { create, counted } = await audited();
    await create('{"model":');
    expect(await counted()).toEqual([['', 1, 0, 0, 0]]);
  });
});

describe('the report of an audit', () => {
  const row = (billed: number) => ({
    picture: { prompt: 'blue\u001b[2J|x', images: ['a'] },
    posts: 2,
    accepted: 2,
    billed,
    fetched: 1,
  });

  it('names what was paid twice, on plain lines', () => {
    expect(auditReport([row(2), row(1)]).split('\n')).toEqual([
      'picture                  POSTs  accepted  billed  fetched',
      'blue [2J x (1 image: a)      2         2       2        1  PAID TWICE',
      'blue [2J x (1 image: a)      2         2       1        1',
      '2 asked for, 1 paid more than once.',
      '',
    ]);
  });

  it('has the exit code of the client, unless something was paid twice', () => {
    expect([auditExitCode([row(1)], 0), auditExitCode([row(1)], 7), auditExitCode([], 0)]).toEqual([0, 7, 0]);
    expect([auditExitCode([row(2)], 0), auditExitCode([row(2)], 7)]).toEqual([PAID_TWICE, PAID_TWICE]);
  });
});
