import { describe, expect, it } from 'vitest';
import { endpointUrlProblem } from '#core/webhooks/endpoint-url.ts';

describe('the URL of an endpoint', () => {
  const allowed = (url: string, allowPrivate: boolean) => endpointUrlProblem(url, { allowPrivate }) === undefined;
  const expectRefused = (allowPrivate: boolean, urls: readonly string[]) =>
    expect(urls.filter((url) => allowed(url, allowPrivate))).toEqual([]);

  it('is https on a public host', () => {
    expect(allowed('https://shop.example.com/hooks?token=1', false)).toBe(true);
    expectRefused(false, [
      'http://shop.example.com/',
      'https://localhost/',
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://[::1]/',
      'https://[::ffff:169.254.169.254]/',
      'https://169.254.169.254/latest/meta-data/',
      'https://10.0.0.8/',
      'https://shop.example.com:8443/',
      'https://user:word@shop.example.com/',
      'ftp://shop.example.com/',
      'shop.example.com',
    ]);
  });

  it('may be anywhere over http where private addresses are allowed, but carries no password', () => {
    expect(allowed('http://localhost:3000/hooks', true)).toBe(true);
    expect(allowed('https://10.0.0.8/', true)).toBe(true);
    expectRefused(true, [
      'ftp://localhost/',
      'file:///etc/passwd',
      'http://user@localhost/',
      'http://:word@localhost/',
      'localhost:3000',
      '/hooks',
    ]);
  });

  it('is refused with the reason', () => {
    const why = (url: string) => endpointUrlProblem(url, { allowPrivate: true });
    expect(why('/hooks')).toBe('it is not a URL');
    expect(why('ftp://localhost/')).toBe('it uses ftp, not http or https');
    expect(why('http://user@localhost/')).toBe('it carries a user name or password');
  });
});
