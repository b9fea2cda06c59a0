import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiKeyProblem } from '#core/service/api-key.ts';

const HEX = '0123456789abcdef'.split('');
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'.split('');
const text = (from: readonly string[], lengths: { readonly minLength: number; readonly maxLength: number }) =>
  fc.array(fc.constantFrom(...from), lengths).map((characters) => characters.join(''));

/** Of the account, of a workspace in both of its forms, and a short-lived one. */
const KEYS = [
  'sk-3f2a91c0d490bd12aa073f2a91c0d490',
  'sk-ws-3f2a91c0d490bd12aa073f2a91c0d490',
  'sk-ws-H7bQ.x2LmP9_k-Zt4Rw8cVn1',
  'st-9GdGfH3kLmNpQrStUvWxYz',
];

describe('a key of Model Studio', () => {
  it.each(KEYS)('may be %s', (key) => {
    expect(apiKeyProblem(key)).toBeUndefined();
  });

  it('may be sk- and any 32 hexadecimal digits but eight equal ones in a row', () => {
    fc.assert(
      fc.property(text(HEX, { minLength: 32, maxLength: 32 }), (digits) => {
        fc.pre(!/(.)\1{7}/.test(digits));
        expect(apiKeyProblem(`sk-${digits}`)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['', 'empty'],
    ['sk-abc', 'shorter than any key'],
    ['sk-', 'shorter than any key'],
    ['sk-ws-', 'shorter than any key'],
    ["sk-abc'", 'quotation mark'],
    ['"sk-3f2a91c0d490bd12aa073f2a91c0d490', 'quotation mark'],
    ['sk-3f2a91c0d490bd12aa073f2a91c0d490"', 'quotation mark'],
    ['\u201csk-3f2a91c0d490bd12aa073f2a91c0d490\u201d', 'quotation mark'],
    ['`sk-3f2a91c0d490bd12aa073f2a91c0d490`', 'quotation mark'],
    ['YOUR_API_KEY', 'placeholder'],
    ['your-dashscope-api-key', 'placeholder'],
    ['sk-xxx', 'placeholder'],
    ['sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'placeholder'],
    ['sk-XXXXXXXX', 'placeholder'],
    ['sk-********************', 'placeholder'],
    ['sk-...', 'placeholder'],
    ['sk-\u2026', 'placeholder'],
    ['<your key>', 'placeholder'],
    ['<DASHSCOPE_API_KEY>', 'placeholder'],
    ['sk-00000000000000000000000000000000', 'placeholder'],
    ['changeme', 'placeholder'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a template leaves behind when nothing fills it in
    ['${DASHSCOPE_API_KEY}', 'name of a variable'],
    ['$DASHSCOPE_API_KEY', 'name of a variable'],
    ['%DASHSCOPE_API_KEY%', 'name of a variable'],
    ['{{ dashscope_key }}', 'name of a variable'],
    ['Bearer sk-3f2a91c0d490bd12aa073f2a91c0d490', 'Bearer'],
    ['sk-sp-3f2a91c0d490bd12aa073f2a91c0d490', 'Coding Plan'],
    ['sk-proj-3f2a91c0d490bd12aa073f2a91c0d490', 'another service'],
    ['sk-ant-api03-3f2a91c0d490bd12aa073f2a91c0d490', 'another service'],
    ['sk-or-v1-3f2a91c0d490bd12aa073f2a91c0d490', 'another service'],
    ['sk-abcdefghijklmnopqrstT3BlbkFJuvwxyz0123456789', 'another service'],
    ['AKIAIOSFODNN7ABCDEFG', 'another service'],
    ['LTAI5tAbCdEfGhIjKlMnOpQr', 'another service'],
    ['AIzaSyA1234567890abcdefghijklmnopqrstu', 'another service'],
    ['3f2a91c0-d490-4d12-aa07-3f2a91c0d490', 'begin with sk-'],
    ['3f2a91c0d490bd12aa073f2a91c0d490', 'begin with sk-'],
    ['sk-3f2a91c0d490bd12 aa073f2a91c0d490', 'spaces'],
    ['sk-3f2a91c0d490bd12aa073f2a91c0d49\u00e9', 'spaces or characters'],
    ['sk-3f2a91c0d490bd12aa073f2a\nX-Injected: 1', 'spaces'],
    ['sk-3f2a91c0d490bd12aa07;3f2a91c0d490', 'characters that no key has'],
  ])('may not be %j', (key, why) => {
    const problem = apiKeyProblem(key);
    expect(problem).toMatchObject({ code: 'API_KEY_REFUSED', message: expect.stringContaining(why), hint: expect.anything() });
  });

  it.each(['abc', 'sk-test', 'sk-xxx', 'your-key', 'simulated', 'sk-sp-1', 'a:b;c'])(
    'may be %j for a service on this machine',
    (key) => {
      expect(apiKeyProblem(key, 'DASHSCOPE_API_KEY', 'this-machine')).toBeUndefined();
      expect(apiKeyProblem(key)).toMatchObject({ code: 'API_KEY_REFUSED' });
    },
  );

  it.each(['', 'Bearer sk-test', '"sk-test"', "sk-test'", 'sk te', 'sk-t\u00e9', 'sk\nX-Injected: 1'])(
    'may not be %j there either, since it goes into a header',
    (key) => {
      expect(apiKeyProblem(key, 'DASHSCOPE_API_KEY', 'this-machine')).toMatchObject({ code: 'API_KEY_REFUSED' });
    },
  );

  it('is never quoted', () => {
    fc.assert(
      fc.property(
        text(ALPHANUMERIC, { minLength: 12, maxLength: 40 }),
        fc.constantFrom('sk-sp-', '', '"sk-', 'AKIA', '<'),
        (rest, before) => {
          const { message = '', hint = '' } = apiKeyProblem(`${before}${rest}`) ?? {};
          expect(message + hint).not.toContain(rest);
        },
      ),
    );
  });
});
