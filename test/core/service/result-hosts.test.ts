import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isResultHost, isResultHostEntry, parseResultHosts } from '#core/service/result-hosts.ts';

describe('the setting of result hosts', () => {
  it.each([
    ['', []],
    [' , ', []],
    ['pictures.example.com', ['pictures.example.com']],
    [' A.Example.com ,.example.org,a.example.com', ['a.example.com', '.example.org']],
    ['xn--fiq228c.example', ['xn--fiq228c.example']],
  ])('%j names %j', (text, hosts) => {
    expect(parseResultHosts(text)).toEqual(hosts);
  });

  it.each([
    'https://a.example.com',
    'a.example.com/path',
    'a.example.com:443',
    '*.example.com',
    'user@a.example.com',
    'example',
    '.com',
    'localhost',
    'metadata.google.internal',
    '.corp.local',
    '127.0.0.1',
    '0x7f.1',
    '[::1]',
    '..example.com',
    '-a.example.com',
    `${'a'.repeat(64)}.example.com`,
    'a.example.com b.example.com',
    Array.from({ length: 51 }, (_, n) => `h${n}.example.com`).join(','),
    'x'.repeat(100_000),
  ])('is refused as a whole: %j', (text) => {
    expect(parseResultHosts(text)).toBeUndefined();
  });

  it('gives only entries that each may be given, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.domain()).map((names) => names.join(',')),
        ),
        (text) => {
          for (const entry of parseResultHosts(text) ?? []) expect(isResultHostEntry(entry)).toBe(true);
        },
      ),
    );
  });
});

describe('a host', () => {
  it('gives results when it is storage of the service, or was added by name or from a dot on', () => {
    expect(isResultHost('dashscope-result-bj.oss-cn-beijing.aliyuncs.com', [])).toBe(true);
    expect(isResultHost('dashscope-a1.oss-accelerate.aliyuncs.com', [])).toBe(true);
    expect(isResultHost('other.oss-cn-beijing.aliyuncs.com', [])).toBe(false);
    expect(isResultHost('a.example.com', ['a.example.com'])).toBe(true);
    expect(isResultHost('b.a.example.com', ['a.example.com'])).toBe(false);
    expect(isResultHost('b.a.example.com', ['.a.example.com'])).toBe(true);
    expect(isResultHost('a.example.com', ['.a.example.com'])).toBe(false);
  });
});
