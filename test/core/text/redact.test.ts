import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactProblem, redactSecrets, redactText } from '#core/text/redact.ts';

/** What must not be read in any log: letters and digits, as keys and signatures have them. */
const secret = fc
  .array(fc.constantFrom(...'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'), { minLength: 12, maxLength: 40 })
  .map((characters) => characters.join(''));

/** Places in which a service echoes a secret. */
const ECHOES: readonly (readonly [string, (secret: string) => string])[] = [
  ['a password of a URL', (it) => `see http://user:${it}@host.example/a.png`],
  ['a user name of a URL', (it) => `see https://${it}@host.example/a.png`],
  ['the query of a URL', (it) => `see http://host.example/a.png?x=1&Signature=${it}`],
  ['the query of an oss:// address', (it) => `see oss://bucket/a.png?x=1&s=${it}`],
  ['the query of a URL with JSON escapes', (it) => `see "https:\\/\\/host.example\\/a.png?s=${it}"`],
  ['the fragment of a URL', (it) => `see https://host.example/a.png#${it}`],
  ['a parameter of an S3 signature', (it) => `X-Amz-Credential=${it}`],
  ['a signature whose equals sign is encoded', (it) => `OSSAccessKeyId%3D${it}`],
  ['a header of S3', (it) => `x-amz-security-token: ${it}`],
  ['an access key id in snake case with a prefix', (it) => `aws_access_key_id = "${it}"`],
  ['a policy in JSON', (it) => `{"policy":"${it}"}`],
  ['a bearer token', (it) => `Authorization: Bearer ${it}`],
  ['a basic authorization', (it) => `Authorization: Basic 7${it}`],
  ['a token', (it) => `session_token=7${it}`],
  ['a password', (it) => `password: "7${it}"`],
  ['an API key of any form', (it) => `"api_key":"7${it}"`],
  ['a cookie', (it) => `Cookie: 7${it}`],
  ['a JSON web token', (it) => `got eyJ${it}.eyJ${it}.${it}`],
  ['an API key', (it) => `key sk-${it} refused`],
  ['an API key with dots', (it) => `key sk-ws-H7.${it} refused`],
  ['a temporary API key', (it) => `key st-${it} refused`],
  ['a data URI', (it) => `image data:image/png;base64,${it} refused`],
];

describe('a text without secrets', () => {
  it.each(ECHOES)('never shows %s', (_what, place) => {
    fc.assert(
      fc.property(secret, fc.string({ unit: 'grapheme', maxLength: 50 }), (hidden, around) => {
        const text = redactSecrets(`${around} ${place(hidden)} ${around}`);
        expect(text).not.toContain(hidden);
        expect(redactSecrets(text)).toBe(text);
      }),
      { numRuns: 30 },
    );
  });
  it('is otherwise the same, lines and length included', () => {
    const prompt = `A photo.\nMake the token: gold, the password: none; see https://a.example/b.png, key "a".\n${'Long. '.repeat(100)}`;
    expect(redactSecrets(prompt)).toBe(prompt);
  });
});

describe('a problem', () => {
  it('is recorded without what it echoes, and bounded whatever it quotes', () => {
    fc.assert(
      fc.property(secret, fc.constantFrom(...ECHOES), (hidden, [, place]) => {
        const { message } = redactProblem({ code: 'X', message: place(hidden), hint: 'h' });
        expect(message).not.toContain(hidden);
      }),
    );
    const huge = redactProblem({ code: 'C'.repeat(9e5), message: 'm '.repeat(9e5), hint: 'h '.repeat(9e5) });
    expect(JSON.stringify(huge).length).toBeLessThan(4_000);
    const ours = {
      code: 'KEY_REFUSED',
      message: 'the key "uploads/a.png" is refused',
      hint: 'Look at https://a.example/?tab=keys#api-key.',
    };
    expect(redactProblem(ours)).toEqual(ours);
  });
});

describe('a redacted text', () => {
  it('holds nothing that signs, opens or fills pages', () => {
    const quoted = redactText(
      'Bad https://u:pw@host.example/a.png?X-Amz-Signature=abc&b=c, Signature=xyz "policy":"p0" Bearer tok3n sk-abcdef123 st-abcdef data:image/png;base64,QUJD\n\u202e!',
    );
    expect(quoted).toBe(
      'Bad https://host.example/a.png?(removed) Signature=(removed) "policy":"(removed)" Bearer (removed) sk-(removed) st-(removed) data:(removed) !',
    );
  });

  it.each<readonly [string, (secret: string) => string]>([
    ['a password of a URL', (it) => `see http://user:${it}@host.example/a.png`],
    ['a user name of a URL', (it) => `see https://${it}@host.example/a.png`],
    ['the query of a URL', (it) => `see http://host.example/a.png?x=1&Signature=${it}`],
    ['the fragment of a URL', (it) => `see https://host.example/a.png#${it}`],
    ['a parameter of an S3 signature', (it) => `X-Amz-Credential=${it}`],
    ['a header of S3', (it) => `x-amz-security-token: ${it}`],
    ['a signature', (it) => `Signature=${it}`],
    ['a signature with a prefix', (it) => `OSSSignature=${it}`],
    ['an access key id', (it) => `AccessKeyId=${it}`],
    ['an access key id with a prefix', (it) => `OSSAccessKeyId=${it}`],
    ['an access key id in snake case', (it) => `access_key_id=${it}`],
    ['an access key id in snake case with a prefix', (it) => `aws_access_key_id = "${it}"`],
    ['a security token', (it) => `security-token=${it}`],
    ['a policy in JSON', (it) => `{"policy":"${it}"}`],
    ['a policy in quotes, with blanks', (it) => `policy  :  '${it}'`],
    ['a bearer token', (it) => `Authorization: Bearer ${it}`],
    ['a bearer token behind blanks', (it) => `authorization: bearer   ${it}`],
    ['an API key', (it) => `key sk-${it} refused`],
    ['a temporary API key', (it) => `key st-${it} refused`],
    ['a data URI', (it) => `image data:image/png;base64,${it} refused`],
  ])('never shows %s', (_what, place) => {
    fc.assert(
      fc.property(secret, (hidden) => {
        expect(redactText(place(hidden))).not.toContain(hidden);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps what is around: the host and path of a URL, the name of what was removed', () => {
    expect(redactText('http://u:p@host.example/a.png is closed')).toBe('http://host.example/a.png is closed');
    expect(redactText('get http://host.example/a.png?Signature=a now')).toBe('get http://host.example/a.png?(removed) now');
    expect(redactText('X-Amz-Expires=60&x-amz-date=2026; ok')).toBe('X-Amz-Expires=(removed)&x-amz-date=(removed); ok');
    expect(redactText('policy = "abc", more')).toBe('policy = "(removed)", more');
    expect(redactText('a bearer of news, a policy, a signature')).toBe('a Bearer (removed) news, a policy, a signature');
  });

  it('shows no base64 of 120 characters or more', () => {
    expect(redactText(`a ${'+/=_-Az09'.repeat(20).slice(0, 119)} b`)).toBe(`a ${'+/=_-Az09'.repeat(20).slice(0, 119)} b`);
    expect(redactText(`a ${'+/=_-Az09'.repeat(20).slice(0, 120)} b`)).toBe('a (removed) b');
  });

  it('of 300 characters is whole; a longer one ends in an ellipsis', () => {
    const words = 'ab cd '.repeat(100);
    expect(redactText(words.slice(0, 299).concat('!'))).toBe(words.slice(0, 299).concat('!'));
    expect(redactText(words.slice(0, 300).concat('!'))).toBe(`${words.slice(0, 299)}…`);
    expect(redactText(`${'x '.repeat(149)}  tail that is cut off`)).toBe(`${'x '.repeat(149).trimEnd()}…`);
  });

  it('has no blanks around it', () => {
    expect(redactText(' \n a b \t')).toBe('a b');
  });

  it('is made of the first 4000 characters', () => {
    const dataUri = `data:image/png;base64,${'A'.repeat(3_970)}`;
    expect(redactText(`${dataUri} near`)).toBe('data:(removed) near');
    expect(redactText(`${dataUri}${'A'.repeat(20)} far`)).toBe('data:(removed)');
  });

  it('is at most 300 characters of one line, whatever came', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (text) => {
        const quoted = redactText(text);
        expect(quoted.length).toBeLessThanOrEqual(300);
        expect(quoted).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it('is made in no time of hostile text too', () => {
    const before = process.cpuUsage();
    for (const unit of ['http://', 'signature', 'data:', 'a@', '?', '"']) redactText(unit.repeat(200_000));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});
