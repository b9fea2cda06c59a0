import { describe, expect, it } from 'vitest';
import { foreignRequestProblem } from '#local/server/guard.ts';

describe('a request to the server on this machine', () => {
  it.each(['127.0.0.1:4400', 'localhost:4400', 'LOCALHOST:4400', '[::1]:4400'])('is answered under the Host %s', (host) => {
    expect(foreignRequestProblem('GET', { host }, 4400)).toBeUndefined();
    expect(foreignRequestProblem('POST', { host }, 4400)).toBeUndefined();
  });
  it.each([undefined, '', 'evil.example', 'evil.example:4400', '127.0.0.1', '127.0.0.1:4401', '127.0.0.1.evil.example:4400'])(
    'is rejected under the Host %s, even to read',
    (host) => {
      expect(foreignRequestProblem('GET', host === undefined ? {} : { host }, 4400)).toMatchObject({ code: 'HOST_REFUSED' });
    },
  );
  it.each(['https://evil.example', 'http://evil.example:4400', 'http://127.0.0.1:4401', 'https://127.0.0.1:4400', 'null'])(
    'is rejected when a page of %s would change something',
    (origin) => {
      const headers = { host: '127.0.0.1:4400', origin };
      expect(foreignRequestProblem('POST', headers, 4400)).toMatchObject({ code: 'ORIGIN_REFUSED' });
      expect(foreignRequestProblem('PUT', headers, 4400)).toMatchObject({ code: 'ORIGIN_REFUSED' });
      expect(foreignRequestProblem('GET', headers, 4400)).toBeUndefined();
    },
  );
  it('is answered when a page of its own sends it, by any of its names', () => {
    const headers = { host: '127.0.0.1:4400', origin: 'http://localhost:4400', 'sec-fetch-site': 'same-origin' };
    expect(foreignRequestProblem('POST', headers, 4400)).toBeUndefined();
  });
  it('is rejected when the browser says that a page of another site sends it, whatever Origin says', () => {
    expect(foreignRequestProblem('POST', { host: '127.0.0.1:4400', 'sec-fetch-site': 'cross-site' }, 4400)).toMatchObject({
      code: 'ORIGIN_REFUSED',
    });
  });
});
