import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeBase64,
  type ImageReference,
  readImageReference,
  readImageReferences,
  referenceName,
  referenceText,
} from '#core/request/image-reference.ts';
import { PICTURE_AREAS } from '#core/request/keys.ts';

const why = (text: string): string => {
  const reference = readImageReference(text);
  return 'why' in reference ? reference.why : `accepted as ${reference.kind}`;
};

describe('a picture in a request', () => {
  it.each(PICTURE_AREAS)('may be named by its key under %s/', (area) => {
    expect(readImageReference(`${area}/a b/c.png`)).toEqual({ kind: 'key', key: `${area}/a b/c.png` });
  });

  it('may be a public URL, in its canonical form', () => {
    expect(readImageReference('https://example.org/a b.png')).toEqual({ kind: 'url', url: 'https://example.org/a%20b.png' });
  });

  it('may come itself, as a data URI', () => {
    expect(readImageReference('data:image/png;base64,AAAA')).toEqual({ kind: 'data', base64: 'AAAA' });
    expect(readImageReference('DATA:image/JPEG;BASE64,AAAA')).toEqual({ kind: 'data', base64: 'AAAA' });
  });

  it.each([
    ['a.png', 'neither a URL nor a key'],
    ['secrets/a.png', 'neither a URL nor a key'],
    ['uploads/', 'neither a URL nor a key'],
    ['uploads/../a.png', '".."'],
    ['ftp://example.org/a.png', 'http'],
    ['http://127.0.0.1/a.png', 'public'],
    [`https://example.org/${'a'.repeat(2048)}`, 'at most 2048'],
    ['data:image/png,AAAA', 'data:image/...;base64,'],
    ['data:text/html;base64,AAAA', 'data:image/...;base64,'],
    ['data:image/png;base64', 'data:image/...;base64,'],
    [`data:image/png;${'a'.repeat(200)};base64,AAAA`, 'data:image/...;base64,'],
    [`data:image/png;base64,${'A'.repeat(14 * 1024 * 1024)}`, '10 MB'],
  ])('is refused with a reason: %.40s', (text, words) => {
    expect(why(text)).toContain(words);
  });

  it('is read without a crash, whatever is written', () => {
    const start = fc.constantFrom('', 'data:', 'https:', 'uploads/', 'data:image/png;base64,');
    fc.assert(
      fc.property(start, fc.string({ unit: 'binary' }), (beginning, rest) => {
        const reference = readImageReference(`${beginning}${rest}`);
        if ('why' in reference) expect(reference.why).not.toBe('');
        else if (reference.kind === 'key') expect(reference.key.split('/')).not.toContain('..');
      }),
    );
  });

  it.each([
    ['uploads/a b+%.png', { kind: 'key', key: 'uploads/a b+%.png' }],
    ['results/x/y/1.png', { kind: 'key', key: 'results/x/y/1.png' }],
    ['https://example.com/ä.png', { kind: 'url', url: 'https://example.com/%C3%A4.png' }],
    ['data:image/png;base64,AAAA', { kind: 'data', base64: 'AAAA' }],
  ])('is read: %s', (text, reference) => {
    expect(readImageReference(text)).toEqual(reference);
  });

  it.each([
    'a.png',
    'etc/passwd',
    'uploads/../a.png',
    'uploads/',
    's3://bucket/a.png',
    'file:///etc/passwd',
    'oss://x',
    'http://127.0.0.1/a.png',
    `https://example.com/${'a'.repeat(3000)}`,
    'data:text/html;base64,AAAA',
    'data:image/png,AAAA',
    'data:',
    `data:image/png;base64,${'A'.repeat(14_000_000)}`,
  ])('is refused: %.60s', (text) => {
    expect(readImageReference(text)).toEqual({ why: expect.any(String) });
  });

  it('is called by a name that shows neither pixels nor signatures', () => {
    expect(referenceName('data:image/png;base64,SECRET')).toBe('a data URI');
    expect(referenceName('https://example.com/p?Signature=SECRET')).toBe('example.com');
    expect(referenceName('mailto:x')).toBe('a URL');
    expect(referenceName(`uploads/${'a'.repeat(500)}`)).toHaveLength(203);
    expect(decodeBase64('AAA=')).toEqual(new Uint8Array(2));
    expect(decodeBase64('A A A')).toBeUndefined();
    expect(decodeBase64('!!!!')).toBeUndefined();
  });

  it.each(['uploads/data:a.png', 'uploads/a:b.png', 'inputs/https://x'])('may be named by a key with a colon: %s', (key) => {
    expect(readImageReference(key)).toEqual({ kind: 'key', key });
    expect(referenceName(key)).toBe(key);
  });

  it('is refused with the areas that there are', () => {
    expect(why('a.png')).toBe('it is neither a URL nor a key that begins with uploads/, inputs/, requests/, presets/, results/');
  });

  it('may be as long as the bounds say', () => {
    const url = `https://example.org/${'a'.repeat(2048 - 20)}`;
    expect(readImageReference(url)).toEqual({ kind: 'url', url });
    expect(why(`${url}a`)).toContain('has 2049 characters; at most 2048');
    expect(why(`data:image/${'a'.repeat(182)};base64,AAAA`)).toBe('accepted as data');
    expect(why(`data:image/${'a'.repeat(183)};base64,AAAA`)).toContain('does not begin with');
    expect(why(`data:image/png;base64,${'A'.repeat(13_981_016)}`)).toBe('accepted as data');
    expect(why(`data:image/png;base64,${'A'.repeat(13_981_017)}`)).toContain('10 MB');
    expect(referenceName('x'.repeat(200))).toBe('x'.repeat(200));
  });

  it.each([
    'data:image/png;base64X',
    'data:image/png;base64x,AAAA',
    'data:image/;base64,AAAA',
    'data:xdata:image/png;base64,AAAA',
  ])('is no data URI of an image: %s', (text) => {
    expect(why(text)).toContain('does not begin with data:image/...;base64,');
  });
});

describe('the pictures of a request', () => {
  it('are read in order', () => {
    const { references } = readImageReferences(['uploads/a.png', 'https://example.org/b.png', 'data:image/png;base64,AAAA']) as {
      readonly references: readonly ImageReference[];
    };
    expect(references.map(({ kind }) => kind)).toEqual(['key', 'url', 'data']);
    expect(references.map(referenceText)).toEqual(['uploads/a.png', 'https://example.org/b.png', 'data:']);
  });

  it('are refused with the place of the first that is none, whose it is, and the reason', () => {
    expect(readImageReferences(['uploads/a.png', 'nowhere/a.png', 'b.png'])).toMatchObject({
      problem: { code: 'IMAGE_REFUSED', message: expect.stringMatching(/^image 2 \(nowhere\/a\.png\): it is neither/) },
    });
    expect(readImageReferences(['http://127.0.0.1/a.png'], {}, ' of preset "macro"')).toMatchObject({
      problem: { message: expect.stringMatching(/^image 1 of preset "macro" \(127\.0\.0\.1\): /) },
    });
  });

  it('may lie on a host that the rules allow', () => {
    const rules = { allowOrigins: ['http://127.0.0.1:4400'] };
    expect(readImageReferences(['http://127.0.0.1:4400/a.png'], rules)).toHaveProperty('references');
    expect(readImageReferences(['http://127.0.0.1:4401/a.png'], rules)).toHaveProperty('problem');
  });
});

describe('the name of a picture in a refusal', () => {
  it('never shows pixels, nor what may sign a URL, nor a page of text', () => {
    expect(referenceName('data:image/png;base64,SECRET')).toBe('a data URI');
    expect(referenceName('https://user:SECRET@example.org/path?sig=SECRET')).toBe('example.org');
    expect(referenceName('mailto:a@b')).toBe('a URL');
    expect(referenceName('uploads/a.png')).toBe('uploads/a.png');
    expect(referenceName('x'.repeat(300))).toBe(`${'x'.repeat(200)}...`);
  });
});

describe('base64', () => {
  it('gives back any bytes, padded or not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(decodeBase64(text)).toEqual(bytes);
        expect(decodeBase64(text.replace(/=+$/, ''))).toEqual(bytes);
      }),
    );
  });

  it.each(['A', 'AA A', 'AA!A', 'AAAA=', '====', 'A='])('is refused when it is none: %s', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});
