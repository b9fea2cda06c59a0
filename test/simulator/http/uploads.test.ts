import { describe, expect, it } from 'vitest';
import { edit, startSimulator } from '../listening-simulator.ts';
import { flatPng } from '../sample-images.ts';

describe('temporary uploads', () => {
  const upload = async (call: (path: string) => Promise<Response>, file: Uint8Array, change: Record<string, string> = {}) => {
    const { data } = (await (await call('/uploads?action=getPolicy&model=wan2.5-i2i-preview')).json()) as {
      data: Record<string, string>;
    };
    const form = new FormData();
    const fields: Record<string, string> = {
      OSSAccessKeyId: data.oss_access_key_id ?? '',
      Signature: data.signature ?? '',
      policy: data.policy ?? '',
      key: `${data.upload_dir}/a.png`,
      'x-oss-object-acl': data.x_oss_object_acl ?? '',
      'x-oss-forbid-overwrite': data.x_oss_forbid_overwrite ?? '',
      success_action_status: '200',
      ...change,
    };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(file)]), 'a.png');
    const send = () => fetch(data.upload_host ?? '', { method: 'POST', body: form });
    return { address: `oss://${fields.key}`, send };
  };

  it('are read by the account that made them, with the resolve header, for 48 hours', async () => {
    const { simulator, call, create, at } = await startSimulator({ realInputs: true });
    const { address, send } = await upload(call, await flatPng(400, 400, '#123456'));
    expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(409);
    const outcome = async (headers: Record<string, string>, seconds: number) => {
      expect((await create(edit('blue', [address]), { 'x-dashscope-async': 'enable', ...headers })).status).toBe(200);
      at(seconds);
      const last = () => simulator.tasks().at(-1);
      await expect.poll(() => last()?.endedAt).toBeDefined();
      return last()?.code ?? last()?.status;
    };
    const resolve = { 'x-dashscope-ossresourceresolve': 'enable' };
    expect(await outcome({}, 100)).toBe('InvalidParameter.DataInspection');
    expect(await outcome(resolve, 200)).toBe('SUCCEEDED');
    expect(await outcome({ ...resolve, authorization: 'Bearer sk-two' }, 300)).toBe('InvalidParameter.DataInspection');
    at(48 * 3600);
    expect(await outcome(resolve, 48 * 3600 + 100)).toBe('InvalidParameter.DataInspection');
  });

  it('are rejected with a forged signature, a foreign key or an expired policy', async () => {
    const { call, at } = await startSimulator();
    const image = await flatPng(400, 400, '#123456');
    expect((await (await upload(call, image, { Signature: 'x' })).send()).status).toBe(403);
    expect((await (await upload(call, image, { key: 'elsewhere/a.png' })).send()).status).toBe(403);
    const late = await upload(call, image);
    at(301);
    const answer = await late.send();
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('Policy expired')]);
  });
});
