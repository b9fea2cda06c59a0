import { describe, expect, it } from 'vitest';
import { createModelStudio, parseBaseUrl, REGIONS, regionBaseUrl, serviceAddress } from '#adapters/dashscope/index.ts';
import { AccountProblem } from '#core/errors.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { everythingIn, keyring } from './client.ts';

const problemOf = (work: () => unknown): AccountProblem => {
  try {
    work();
  } catch (error) {
    if (error instanceof AccountProblem) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('the base URL', () => {
  it('is Singapore unless told otherwise, and regions have names', () => {
    expect(serviceAddress({})).toEqual({ baseUrl: 'https://dashscope-intl.aliyuncs.com/api/v1' });
    expect(serviceAddress({ DARKROOM_REGION: 'Beijing' })).toEqual({ baseUrl: REGIONS.beijing });
    expect(regionBaseUrl('singapore')).toBe(REGIONS.singapore);
    expect(problemOf(() => regionBaseUrl('us-east-1'))).toMatchObject({
      code: 'REGION_UNKNOWN',
      hint: expect.stringContaining('singapore, beijing'),
    });
    expect(problemOf(() => regionBaseUrl('constructor'))).toMatchObject({ code: 'REGION_UNKNOWN' });
  });

  it.each([
    ['https://dashscope.aliyuncs.com/api/v1/', 'https://dashscope.aliyuncs.com/api/v1'],
    [' https://llm-x.ap-southeast-1.maas.aliyuncs.com/api/v1 ', 'https://llm-x.ap-southeast-1.maas.aliyuncs.com/api/v1'],
    ['https://proxy.example:8443/any/path//', 'https://proxy.example:8443/any/path'],
    ['https://proxy.example', 'https://proxy.example'],
    ['http://127.0.0.1:8787/api/v1/', 'http://127.0.0.1:8787/api/v1'],
    ['http://localhost:8787/api/v1', 'http://localhost:8787/api/v1'],
    ['http://[::1]:8787/api/v1', 'http://[::1]:8787/api/v1'],
  ])('may be %s', (written, baseUrl) => {
    expect(parseBaseUrl(written)).toBe(baseUrl);
    expect(serviceAddress({ DASHSCOPE_HTTP_BASE_URL: written, DARKROOM_REGION: 'beijing' }).baseUrl).toBe(baseUrl);
  });

  it.each([
    '',
    'dashscope.aliyuncs.com/api/v1',
    'http://dashscope.aliyuncs.com/api/v1',
    'http://127.0.0.1.example.com/api/v1',
    'http://localhost.example.com/',
    'ftp://127.0.0.1/',
    'https://user:secret-pass@proxy.example/api/v1',
    'https://proxy.example/api/v1?token=secret-pass',
    'https://proxy.example/api/v1#secret-pass',
    'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
    'https://dashscope-intl.aliyuncs.com',
  ])('may not be %j', (written) => {
    const problem = problemOf(() => parseBaseUrl(written));
    expect(problem.code).toBe('BASE_URL_REFUSED');
    expect(everythingIn(problem)).not.toContain('secret-pass');
    expect(() => createModelStudio({ baseUrl: written, secrets: keyring(), clock: createVirtualClock() })).toThrow(
      AccountProblem,
    );
  });
});

describe('the workspace in the environment', () => {
  it('is an id that fits in a header', () => {
    expect(serviceAddress({ DARKROOM_WORKSPACE_ID: 'llm-abc123' }).workspaceId).toBe('llm-abc123');
    expect(problemOf(() => serviceAddress({ DARKROOM_WORKSPACE_ID: 'a\nb' })).code).toBe('SETTING_REFUSED');
  });
});
