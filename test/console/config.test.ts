import { describe, expect, it } from 'vitest';
import { findBaseUrl } from '#console/config.ts';

describe('where the API is', () => {
  const readConfig = (config: unknown) => async () => config;
  it.each([
    ['the meta tag', ' https://api.test/ ', { api: 'https://other.test' }, 'https://api.test'],
    ['else config.json', '', { api: 'https://api.test/v1/' }, 'https://api.test/v1'],
    ['else the own origin', undefined, { api: '' }, ''],
    ['the own origin when config.json is something else', '', ['x'], ''],
  ])('says %s', async (_what, meta, config, expected) => {
    expect(await findBaseUrl({ meta, readConfig: readConfig(config) })).toBe(expected);
  });

  it('is the own origin when config.json cannot be had', async () => {
    const readConfig = () => Promise.reject(new Error('404'));
    expect(await findBaseUrl({ meta: '', readConfig })).toBe('');
  });
});
