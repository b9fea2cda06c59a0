import { describe, expect, it } from 'vitest';
import { errorBodySchema } from '#core/api/bodies.ts';
import { AccountProblem } from '#core/errors.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { createApi } from '#test/support/api.ts';
import { idOf } from '#test/support/edits.ts';

describe('a call that no route takes', () => {
  it.each([
    ['GET', '/', 404],
    ['GET', '/edit', 404],
    ['GET', '/edits/a/b/c', 404],
    ['DELETE', '/edits', 405],
    ['GET', '/uploads', 405],
    ['PUT', `/edits/${idOf('x')}`, 405],
  ])('is told what there is: %s %s', async (method, path, status) => {
    const answer = await (await createApi()).call(method, path);

    expect(answer.status).toBe(status);
    expect(errorBodySchema.safeParse(answer.body).error).toBeUndefined();
    if (status === 405) expect(answer.headers.allow).toMatch(/OPTIONS/);
    else expect(answer.body.error.message).toContain('/edits/{id}/retry');
  });

  it('is answered sanely for HEAD and OPTIONS, and with a slash at the end', async () => {
    const { raw } = await createApi();

    expect(await raw('HEAD', '/edits')).toMatchObject({ statusCode: 200, body: '' });
    expect(await raw('OPTIONS', '/controls')).toMatchObject({
      statusCode: 204,
      body: '',
      headers: { allow: 'GET, HEAD, OPTIONS, PUT' },
    });
    expect(await raw('GET', '/edits/')).toMatchObject({ statusCode: 200 });
  });

  it('that fails for the account or for no known reason is answered in the same shape, without the reason', async () => {
    const failing =
      (error: unknown) =>
      (ledger: Ledger): Ledger => ({ ...ledger, controls: async () => Promise.reject(error) });
    const account = await createApi({
      wrapLedger: failing(new AccountProblem({ code: 'KEY_MISSING', message: 'm', hint: 'h' })),
    });
    const odd = await createApi({ wrapLedger: failing(new TypeError('inner secret')) });
    const worse = await createApi({ wrapLedger: failing('a string') });

    expect(await account.call('GET', '/controls')).toMatchObject({ status: 502, body: { error: { code: 'KEY_MISSING' } } });
    expect(await odd.call('GET', '/controls')).toMatchObject({
      status: 500,
      body: { error: { code: 'UNEXPECTED', message: expect.not.stringContaining('secret') } },
    });
    expect((await worse.call('GET', '/controls')).status).toBe(500);
    expect(odd.telemetry.lines.at(-1)).toMatchObject({ level: 'error', fields: { error: 'TypeError: inner secret' } });
  });
});
