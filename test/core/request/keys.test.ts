import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf } from '#core/ids.ts';
import { classifyKey, inlineKey, keyProblem, resultPrefix } from '#core/request/keys.ts';

const anyKey = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }).map((name) => `uploads/${name}`),
  fc
    .array(fc.string({ unit: fc.constantFrom('a', '/', '.', 'results', 'uploads', '%', '+', '{%', '$.') }), { maxLength: 8 })
    .map((parts) => `uploads/${parts.join('/')}`),
  fc.string({ maxLength: 40 }).map((name) => `requests/${name}.json`),
);

describe('a key', () => {
  it.each([
    ['uploads/a.png', { kind: 'upload' }],
    ['uploads/noext', { kind: 'upload' }],
    ['uploads/remove-text/a.png', { kind: 'upload', folder: 'remove-text' }],
    ['uploads/remove-text/2026/11/a b+c%20.png', { kind: 'upload', folder: 'remove-text' }],
    ['uploads/Holiday 2026/a.png', { kind: 'upload', folder: 'Holiday 2026' }],
    ['uploads/my-thumbs.db', { kind: 'upload' }],
    ['uploads/thumbs.db.png', { kind: 'upload' }],
    ['uploads/a.part.png', { kind: 'upload' }],
    ['requests/a.json', { kind: 'request' }],
    ['requests/2026/a.json', { kind: 'request' }],
    ['requests/a.png', { kind: 'other' }],
    ['presets/a.json', { kind: 'preset', name: 'a' }],
    ['presets/restyle.json', { kind: 'preset', name: 'restyle' }],
    ['presets/a.json.bak', { kind: 'other' }],
    ['presets/a\nb.json', { kind: 'other' }],
    ['elsewhere/a.json', { kind: 'other' }],
    ['presets/logo.png', { kind: 'other' }],
    ['presets/deep/a.json', { kind: 'other' }],
    ['inputs/x/a.png', { kind: 'other' }],
    ['results/a.png/1.png', { kind: 'other' }],
    ['uploads', { kind: 'other' }],
    ['uploads/', { kind: 'other' }],
    ['uploads/preset/', { kind: 'other' }],
    ['uploads/.DS_Store', { kind: 'other' }],
    ['uploads/x/Thumbs.db', { kind: 'other' }],
    ['uploads/x/a.png.part', { kind: 'other' }],
    ['Uploads/a.png', { kind: 'other' }],
    ['/uploads/a.png', { kind: 'other' }],
    ['', { kind: 'other' }],
  ])('means what its path says: %s', (key, meaning) => {
    expect(classifyKey(key)).toStrictEqual(meaning);
  });

  it('of a result never starts an edit, whatever the source was called: 10,000 keys', () => {
    fc.assert(
      fc.property(anyKey, fc.string(), (key, seed) => {
        const editId = hashOf(seed);
        const prefix = resultPrefix(editId, key);
        for (const name of ['1.png', '4.png', 'edit.json']) {
          expect(classifyKey(prefix + name)).toEqual({ kind: 'other' });
          expect(Buffer.byteLength(prefix + name)).toBeLessThanOrEqual(1024);
        }
        expect(prefix.startsWith('results/')).toBe(true);
        expect(prefix.endsWith(`/${editId}/`)).toBe(true);
        expect(prefix.split('/')).not.toContain('..');
      }),
      { numRuns: 10_000 },
    );
  });

  it('leads results to a place that tells where they come from', () => {
    const id = hashOf('x');
    expect(resultPrefix(id, 'uploads/p/a b+ü.png')).toBe(`results/p/a b+ü.png/${id}/`);
    expect(resultPrefix(id, 'requests/r.json')).toBe(`results/r.json/${id}/`);
    expect(resultPrefix(id)).toBe(`results/api/${id}/`);
    expect(resultPrefix(id, 'uploads/../a.png')).toBe(`results/refused/${id}/`);
    expect(resultPrefix(id, `uploads/${'ü'.repeat(500)}.png`)).toMatch(/^results\/long-names\/[0-9a-f]{40}\//);
    expect(resultPrefix(id, `uploads/${'a'.repeat(958)}`)).toBe(`results/${'a'.repeat(958)}/${id}/`);
    expect(resultPrefix(id, `uploads/${'a'.repeat(959)}`)).toMatch(/^results\/long-names\//);
    expect(inlineKey('abc', 'png')).toBe('inputs/abc.png');
  });

  it.each([
    ['uploads/../a.png', 'has a "." or ".." segment'],
    ['uploads/./a.png', 'has a "." or ".." segment'],
    ['..', 'has a "." or ".." segment'],
    ['uploads/a\0.png', 'has characters that no file name can have'],
    ['uploads/\ud800.png', 'has characters that no file name can have'],
  ])('is refused when it climbs or cannot be a name: %j', (key, words) => {
    expect(keyProblem(key)).toMatchObject({ code: 'KEY_REFUSED', message: expect.stringContaining(words) });
  });

  it.each(['uploads/..a.png', 'uploads/a..png', 'uploads/{% x %}', 'uploads/\u202e.png', 'uploads/%2e%2e/a.png'])(
    'is otherwise carried as it is: %j',
    (key) => {
      expect(keyProblem(key)).toBeUndefined();
    },
  );
});
