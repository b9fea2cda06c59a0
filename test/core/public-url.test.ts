import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAddressOfTrustedHost, isPublicAddress, isStandInAddress, publicUrlProblem } from '#core/public-url.ts';

/** Every spelling of an IPv4 address that URL parsers have been seen to accept. */
const spellings = (ip: string): readonly string[] => {
  const [a = 0, b = 0, c = 0, d = 0] = ip.split('.').map(Number);
  const value = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const hex = (part: number): string => `0x${part.toString(16)}`;
  const octal = (part: number): string => `0${part.toString(8)}`;
  const groups = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  return [
    ip,
    `${ip}.`,
    String(value),
    hex(value),
    octal(value),
    [a, b, c, d].map(hex).join('.'),
    [a, b, c, d].map(octal).join('.'),
    [a, b, c, d].map((part) => `0${octal(part)}`).join('.'),
    `${a}.${b}.${(c << 8) | d}`,
    `${a}.${((b << 16) | (c << 8) | d) >>> 0}`,
    `${hex(a)}.${b}.${octal(c)}.${d}`,
    [...ip].map((character) => (character === '.' ? '。' : String.fromCodePoint(character.charCodeAt(0) + 0xfee0))).join(''),
    ip.replaceAll('.', '%2e'),
    `[::ffff:${ip}]`,
    `[::ffff:${groups}]`,
    `[0:0:0:0:0:ffff:${groups}]`,
    `[0000:0000:0000:0000:0000:FFFF:${groups}]`,
    `[::${ip}]`,
    `[64:ff9b::${ip}]`,
    `[2002:${groups}::1]`,
  ];
};

const INNER = [
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '169.254.170.2',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.255.255',
  '100.64.0.1',
  '100.100.100.200',
  '0.0.0.0',
  '192.0.0.192',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
];

/** First and last address of each range that is not public, and the public neighbours before and behind it. */
const RANGES: readonly (readonly [string, string, ...(readonly string[])])[] = [
  ['0.0.0.0', '0.255.255.255', '1.0.0.0'],
  ['10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
  ['100.64.0.0', '100.127.255.255', '100.63.255.255', '100.128.0.0'],
  ['127.0.0.0', '127.255.255.255', '126.255.255.255', '128.0.0.0'],
  ['169.254.0.0', '169.254.255.255', '169.253.255.255', '169.255.0.0'],
  ['172.16.0.0', '172.31.255.255', '172.15.255.255', '172.32.0.0'],
  ['192.0.0.0', '192.0.0.255', '191.255.255.255', '192.0.1.0'],
  ['192.0.2.0', '192.0.2.255', '192.0.1.255', '192.0.3.0'],
  ['192.88.99.0', '192.88.99.255', '192.88.98.255', '192.88.100.0'],
  ['192.168.0.0', '192.168.255.255', '192.167.255.255', '192.169.0.0'],
  ['198.18.0.0', '198.19.255.255', '198.17.255.255', '198.20.0.0'],
  ['198.51.100.0', '198.51.100.255', '198.51.99.255', '198.51.101.0'],
  ['203.0.113.0', '203.0.113.255', '203.0.112.255', '203.0.114.0'],
  ['224.0.0.0', '255.255.255.255', '223.255.255.255'],
  ['::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '2000::'],
  ['2001::', '2001:1ff:ffff::', '2000:ffff::', '2001:200::'],
  ['2001:db8::', '2001:db8:ffff::', '2001:db7:ffff::', '2001:db9::'],
  ['2002::', '2002:ffff::', '2001:ffff::', '2003::'],
  ['3fff::', '3fff:fff:ffff::', '3ffe:ffff::', '3fff:1000::'],
  ['4000::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '3fff:ffff::'],
];

describe('a range of addresses that is not public', () => {
  it.each(RANGES)('is all of %s to %s, and nothing around it', (first, last, ...around) => {
    expect([first, last].map(isPublicAddress)).toEqual([false, false]);
    expect(around.filter((address) => !isPublicAddress(address))).toEqual([]);
  });
});

describe('a name that never leads to the public internet', () => {
  it.each([
    'localhost',
    'local',
    'internal',
    'localdomain',
    'lan',
    'home',
    'corp',
    'intranet',
    'home.arpa',
    'alt',
    'onion',
    'test',
    'invalid',
  ])('is %s and all below it, but not what only ends in the same letters', (name) => {
    expect(publicUrlProblem(`https://${name}/`)).toBe(`its host ${name} is not a public name`);
    expect(publicUrlProblem(`https://a.${name}/`)).toBe(`its host a.${name} is not a public name`);
    expect(publicUrlProblem(`https://a.${name}./`)).toBe(`its host a.${name} is not a public name`);
    expect(publicUrlProblem(`https://a.x${name}/`)).toBeUndefined();
  });
});

describe('a refusal of a URL', () => {
  it.each([
    ['not a url', 'it is not a URL'],
    ['https://:secret@example.com/', 'it carries a user name or password'],
    ['ftp://example.com/', 'it uses ftp, only http and https are fetched'],
    ['https://example.com:8443/', 'it uses port 8443, only the default ports are fetched'],
    ['https://10.0.0.1/', 'its host 10.0.0.1 is not a public address'],
    ['https://[fe80::1]/', 'its host [fe80::1] is not a public address'],
    ['https://printer/', 'its host printer is not a public name'],
  ])('of %s says why', (url, why) => {
    expect(publicUrlProblem(url)).toBe(why);
  });

  it('says that only https is fetched where that is the rule', () => {
    expect(publicUrlProblem('http://example.com/', { httpsOnly: true })).toBe('it uses http, only https are fetched');
  });
});

describe('a URL that is fetched for a user', () => {
  it('is refused for every spelling of every inner address', () => {
    const urls = INNER.flatMap((ip) => spellings(ip).flatMap((host) => [`http://${host}/a.png`, `https://${host}/a.png?x=1`]));

    expect(urls.length).toBeGreaterThan(600);
    expect(urls.filter((url) => publicUrlProblem(url) === undefined)).toEqual([]);
  });

  it.each([
    'http://[::1]/',
    'http://[::]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[fd00:ec2::254]/',
    'http://[ff02::1]/',
    'http://[2001:db8::1]/',
    'http://[2001:0:7f00:1::]/',
    'http://[::ffff:0:127.0.0.1]/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://metadata/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://printer.local/',
    'http://①②⑦.⓪.⓪.①/',
    'http://127.0.0.1%09/',
    'https://user@example.com/a.png',
    'https://user:secret@example.com/a.png',
    'https://:secret@example.com/a.png',
    'https://example.com:8443/a.png',
    'http://example.com:22/a.png',
    'https://example.com:80/a.png',
    'ftp://example.com/a.png',
    'file:///etc/passwd',
    'gopher://example.com/',
    'data:image/png;base64,AAAA',
    'javascript:alert(1)',
    '//example.com/a.png',
    'not a url',
    '',
  ])('is refused: %s', (url) => {
    expect(publicUrlProblem(url)).toEqual(expect.any(String));
  });

  it.each([
    'https://example.com/a.png',
    'http://example.com/a.png',
    'https://example.com:443/a.png',
    'http://example.com:80/a.png',
    'https://8.8.8.8/a.png',
    'https://[2606:4700:4700::1111]/a.png',
    'https://[::ffff:8.8.8.8]/a.png',
    'https://bücher.example/ä ö.png?x=%2e%2e&y=1#z',
    'https://localhost.example.com/a.png',
  ])('is accepted: %s', (url) => {
    expect(publicUrlProblem(url)).toBeUndefined();
  });

  it('is refused over plain http where https is required', () => {
    expect(publicUrlProblem('http://example.com/a.png', { httpsOnly: true })).toContain('only https');
    expect(publicUrlProblem('https://example.com/a.png', { httpsOnly: true })).toBeUndefined();
  });

  it('may be on an allowed loopback origin, and on that origin only', () => {
    const rules = { allowOrigins: ['http://127.0.0.1:8787'], httpsOnly: true };

    expect(publicUrlProblem('http://127.0.0.1:8787/results/1.png?Signature=a', rules)).toBeUndefined();
    expect(publicUrlProblem('http://127.0.0.1:8788/results/1.png', rules)).toBeDefined();
    expect(publicUrlProblem('http://127.0.0.1/results/1.png', rules)).toBeDefined();
    expect(publicUrlProblem('http://user@127.0.0.1:8787/1.png', rules)).toBeDefined();
  });

  it('never has its path or query repeated in the refusal', () => {
    const problem = publicUrlProblem('http://10.0.0.1/secret-path?Signature=abc');

    expect(problem).toBeDefined();
    expect(problem).not.toMatch(/secret-path|Signature|abc/);
  });

  it('never makes the check throw, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.webUrl(),
          fc.string().map((text) => `http://${text}`),
        ),
        (text) => {
          publicUrlProblem(text);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a resolved address', () => {
  it('is public or not, whether written as IPv4 or as IPv4-mapped IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (ip) => {
        expect(isPublicAddress(`::ffff:${ip}`)).toBe(isPublicAddress(ip));
      }),
    );
    expect(isPublicAddress('8.8.8.8')).toBe(true);
    expect([isPublicAddress('::ffff:192.0.1.1'), isPublicAddress('::ffff:192.0.2.1')]).toEqual([true, false]);
    expect(INNER.filter(isPublicAddress)).toEqual([]);
  });

  it.each(['', 'example.com', 'fe80::1%eth0', '256.1.1.1', '1.2.3', '[::1]'])(
    'is not public when it is no plain address: %s',
    (ip) => {
      expect(isPublicAddress(ip)).toBe(false);
    },
  );
});

describe('an address of a host that is trusted by its name', () => {
  const STAND_INS = ['198.18.0.0', '198.18.3.7', '198.19.255.255', '::ffff:198.18.0.9'];

  it.each(STAND_INS)('may stand in for it, as resolvers of proxies answer: %s', (ip) => {
    expect([isAddressOfTrustedHost(ip), isStandInAddress(ip), isPublicAddress(ip)]).toEqual([true, true, false]);
  });

  it.each([
    ['behind the well-known prefix', '64:ff9b::2f5d:101', '64:ff9b::a00:1'],
    ['behind the well-known prefix, in another spelling', '64:FF9B:0:0:0:0:47.93.1.1', '64:ff9b::127.0.0.1'],
    ['behind a local prefix of 96 bits', '64:ff9b:1::2f5d:101', '64:ff9b:1::a9fe:a9fe'],
    ['behind a local prefix of 96 bits that is not all zeros', '64:ff9b:1:7:0:3:2f5d:101', '64:ff9b:1:7:0:3:c0a8:101'],
    ['behind a local prefix of 64 bits', '64:ff9b:1:7:2f:5d01:100:0', '64:ff9b:1:7:a:1:200:0'],
    ['behind a local prefix of 56 bits', '64:ff9b:1:72f:5d:101::', '64:ff9b:1:70a:1:203::'],
    ['behind a local prefix of 48 bits', '64:ff9b:1:2f5d:1:100::', '64:ff9b:1:a9fe:a9:fe00::'],
  ])('%s is judged by the IPv4 address inside', (_where, outside, inside) => {
    expect([isAddressOfTrustedHost(outside), isAddressOfTrustedHost(inside)]).toEqual([true, false]);
    expect([isPublicAddress(outside), isPublicAddress(inside)]).toEqual([false, false]);
  });

  it('is never one of this machine, this network or its metadata service, wherever the IPv4 address hides', () => {
    for (const ip of INNER.filter((candidate) => candidate !== '198.18.0.1')) {
      const [a = 0, b = 0, c = 0, d = 0] = ip.split('.').map(Number);
      const groups = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      for (const form of [
        ip,
        `::ffff:${ip}`,
        `::${ip}`,
        `64:ff9b::${ip}`,
        `64:ff9b:1::${ip}`,
        `2002:${groups}::1`,
        `2001:0:${groups}::1`,
      ]) {
        expect([form, isAddressOfTrustedHost(form)]).toEqual([form, false]);
      }
    }
    for (const ip of [
      '::1',
      '::',
      'fe80::1',
      'fd00:ec2::254',
      'fc00::1',
      '64:ff9b:2::808:808',
      '64:ff9b:1:0:100:0:808:808',
      '',
      'no address',
      'fe80::1%eth0',
    ]) {
      expect([ip, isAddressOfTrustedHost(ip)]).toEqual([ip, false]);
    }
  });

  it('is any public address, and never makes the check throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (ip) => {
        if (isPublicAddress(ip)) expect(isAddressOfTrustedHost(ip)).toBe(true);
        else expect([true, false]).toContain(isAddressOfTrustedHost(ip));
      }),
    );
  });
});
