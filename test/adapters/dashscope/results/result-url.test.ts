import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAddresses, checkResultUrl, type ResultUrlRules } from '#adapters/dashscope/results/result-url.ts';

const RULES: ResultUrlRules = { allowedHosts: [], allowOrigins: [] };
const GOOD = 'dashscope-result-bj.oss-cn-beijing.aliyuncs.com';

/** Every part of an IPv4 address in decimal, octal and hexadecimal, in all combinations, with 1 to 4 parts. */
const spellingsOf4 = (address: string): readonly string[] => {
  const bytes = address.split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const forms: readonly (readonly number[])[] = [
    bytes,
    [a, b, c * 256 + d],
    [a, b * 65_536 + c * 256 + d],
    [a * 16_777_216 + b * 65_536 + c * 256 + d],
  ];
  const write = (n: number): readonly string[] => [String(n), `0${n.toString(8)}`, `0x${n.toString(16)}`];
  const join = (parts: readonly number[]): readonly string[] =>
    parts.reduce<readonly string[]>(
      (heads, part) => heads.flatMap((head) => write(part).map((text) => (head === '' ? text : `${head}.${text}`))),
      [''],
    );
  const wide = [...address].map((char) => (char === '.' ? '。' : String.fromCodePoint(0xff10 + Number(char)))).join('');
  return [...forms.flatMap(join), wide, `${address}.`, address.replaceAll('.', '%2e')];
};

const spellingsOf6 = (address4: string): readonly string[] => {
  const [a = 0, b = 0, c = 0, d = 0] = address4.split('.').map(Number);
  const high = (a * 256 + b).toString(16);
  const low = (c * 256 + d).toString(16);
  return ['::ffff:', '::', '0:0:0:0:0:ffff:', '0000:0000:0000:0000:0000:FFFF:', '64:ff9b::', '::ffff:0:']
    .flatMap((prefix) => [`[${prefix}${address4}]`, `[${prefix}${high}:${low}]`])
    .concat(`[2002:${high}:${low}::]`, `[2001:0:${high}:${low}::]`);
};

const LOOPBACK6 = [
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[::0001]',
  '[0::1]',
  '[::]',
  '[fe80::1]',
  '[fd00:ec2::254]',
];
const NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'localhost.localdomain',
  'metadata.google.internal',
  'instance-data',
  '127.0.0.1.nip.io',
  'kubernetes.default.svc.cluster.local',
];
const HOSTS = [
  ...['127.0.0.1', '169.254.169.254', '127.1.2.3', '10.0.0.1'].flatMap((ip) => [...spellingsOf4(ip), ...spellingsOf6(ip)]),
  ...LOOPBACK6,
  ...NAMES,
];

const refusalOf = (url: string, rules = RULES): unknown => {
  try {
    checkResultUrl(url, rules);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('a result URL', () => {
  it.each([
    GOOD,
    'dashscope-result-hz.oss-cn-hangzhou.aliyuncs.com',
    'dashscope-result-wlcb-acdr-1.oss-cn-wulanchabu-acdr-1.aliyuncs.com',
    'dashscope-a717.oss-ap-southeast-1.aliyuncs.com',
    'dashscope-a717.oss-accelerate.aliyuncs.com',
    'dashscope-a717.oss-accelerate-overseas.aliyuncs.com',
  ])('at %s is fetched, its query as it stands, from checked addresses', (host) => {
    const text = `https://${host}/1d/a%20b.png?Expires=1&Signature=a%2Bb%3D`;
    expect(checkResultUrl(text, RULES)).toMatchObject({ pinned: true, url: { href: text } });
  });

  it('is refused under at least 300 spellings of this machine and of metadata services, with any scheme or user', () => {
    const urls = HOSTS.flatMap((host) => [`https://${host}/a.png`, `http://${host}/a.png`, `https://${GOOD}@${host}/a.png`]);
    expect(new Set(HOSTS).size).toBeGreaterThan(300);
    for (const url of urls) expect(refusalOf(url), url).toMatchObject({ name: 'ResultUnavailable', code: 'RESULT_URL_REFUSED' });
  });

  it('is refused even where a host list would allow the address', () => {
    for (const host of HOSTS.filter((candidate) => !NAMES.includes(candidate) && URL.canParse(`https://${candidate}/`))) {
      const { hostname } = new URL(`https://${host}/`);
      expect(refusalOf(`https://${host}/a.png`, { allowedHosts: [hostname], allowOrigins: [] }), host).toMatchObject({
        code: 'RESULT_URL_REFUSED',
      });
    }
  });

  it.each([
    `http://${GOOD}:8080/1.png`,
    'http://evil.example/1.png',
    `https://${GOOD}:8443/1.png`,
    `https://${GOOD}:80/1.png`,
    `https://user@${GOOD}/1.png`,
    `https://user:pw@${GOOD}/1.png`,
    `https://${GOOD}./1.png`,
    `https://${GOOD}.evil.example/1.png`,
    `https://evil-${GOOD}/1.png`,
    `https://evil.${GOOD}/1.png`,
    `https://a.${GOOD}/1.png`,
    'https://dashscope-result-bj.oss-cn-beijing.aliyuncs.com.evil.example/1.png',
    'https://dashscope-.oss-.aliyuncs.com/1.png',
    'https://dashscope-x.oss-y.evilaliyuncs.com/1.png',
    'https://dashscope-x.evil.oss-y.aliyuncs.com/1.png',
    'https://other-bucket.oss-cn-beijing.aliyuncs.com/1.png',
    'https://evil.example/#.dashscope-a.oss-b.aliyuncs.com',
    'https://evil.example/?dashscope-a.oss-b.aliyuncs.com',
    'https://evil.example\\@dashscope-a.oss-b.aliyuncs.com/',
    'file:///etc/passwd',
    'gopher://dashscope-a.oss-b.aliyuncs.com/',
    'data:image/png;base64,AAAA',
    'oss://dashscope-a/b.png',
    '//dashscope-a.oss-b.aliyuncs.com/1.png',
    '',
  ])('is refused: %s', (url) => {
    expect(refusalOf(url)).toMatchObject({ code: 'RESULT_URL_REFUSED' });
  });

  it('that says http is fetched over https, and only from the same hosts', () => {
    expect(checkResultUrl(`http://${GOOD}/1d/a%20b.png?Expires=1&Signature=a%2Bb%3D`, RULES)).toMatchObject({
      pinned: true,
      url: { href: `https://${GOOD}/1d/a%20b.png?Expires=1&Signature=a%2Bb%3D` },
    });
    const rules = { allowedHosts: ['pictures.example.com'], allowOrigins: [] };
    expect(checkResultUrl('http://pictures.example.com:80/1.png', rules).url.href).toBe('https://pictures.example.com/1.png');
  });

  it('is refused with the name of the very setting that would allow its host', () => {
    expect(refusalOf(`https://${'a'.repeat(300)}.example/1.png`)).toMatchObject({
      message: `The URL of a result picture is not fetched: its host ${'a'.repeat(100)} is not one of the service's.`,
      hint: 'If the service now uses that host, add it to DARKROOM_RESULT_HOSTS (resultHosts of ImageEditor on AWS).',
    });
  });

  it('may come from further hosts, exactly or below a dot', () => {
    const rules = { allowedHosts: ['pictures.example.com', '.results.example.com'], allowOrigins: [] };
    for (const host of ['pictures.example.com', 'a.results.example.com', 'a.b.results.example.com']) {
      expect(refusalOf(`https://${host}/1.png`, rules)).toBeUndefined();
    }
    for (const host of ['a.pictures.example.com', 'results.example.com', 'evilresults.example.com', 'example.com']) {
      expect(refusalOf(`https://${host}/1.png`, rules)).toMatchObject({ code: 'RESULT_URL_REFUSED' });
    }
  });

  it('may come from an allowed origin as it is, and from no neighbour of it', () => {
    const rules = { allowedHosts: [], allowOrigins: ['http://127.0.0.1:8787'] };
    expect(checkResultUrl('http://127.0.0.1:8787/1.png?Signature=a', rules)).toMatchObject({ pinned: false });
    for (const origin of [
      'http://127.0.0.1:8788',
      'https://127.0.0.1:8787',
      'http://127.0.0.1',
      'http://localhost:8787',
      'http://u@127.0.0.1:8787',
      'http://127.0.0.2:8787',
    ]) {
      expect(refusalOf(`${origin}/1.png`, rules)).toMatchObject({ code: 'RESULT_URL_REFUSED' });
    }
  });

  it('never shows its path or query in the refusal', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
        const refusal = refusalOf(`${url}${url.includes('?') ? '&' : '?'}Signature=canary123`);
        if (refusal !== undefined) expect(String(refusal)).not.toContain('canary123');
      }),
    );
  });
});

describe('the addresses of a host', () => {
  it('may stand in for it, and what the same resolver says besides is left out', () => {
    expect(checkAddresses(GOOD, ['198.18.0.7'])).toEqual(['198.18.0.7']);
    expect(checkAddresses(GOOD, ['198.18.0.7', 'fc00::7', 'fdfe:dcba:9876::7'])).toEqual(['198.18.0.7']);
    expect(() => checkAddresses(GOOD, ['fc00::7'])).toThrow(/not public/);
  });

  it('may lie behind NAT64, where the IPv4 address inside is judged', () => {
    expect(checkAddresses(GOOD, ['64:ff9b::2f5d:101', '47.93.1.1'])).toHaveLength(2);
    expect(() => checkAddresses(GOOD, ['64:ff9b::a00:1'])).toThrow(/not public/);
  });

  it('must all be public', () => {
    expect(checkAddresses(GOOD, ['47.93.1.1', '2408:4009:500::1'])).toHaveLength(2);
    for (const bad of [
      '127.0.0.1',
      '10.1.2.3',
      '169.254.169.254',
      '::1',
      '::ffff:127.0.0.1',
      'fd00:ec2::254',
      '100.64.0.1',
      '0.0.0.0',
      'no address',
    ]) {
      expect(() => checkAddresses(GOOD, ['47.93.1.1', bad])).toThrow(/not public/);
    }
    expect(() => checkAddresses(GOOD, [])).toThrow(/no address/);
  });
});
