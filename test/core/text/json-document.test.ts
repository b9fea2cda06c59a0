import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '#core/text/json-document.ts';

const refusal = (text: string): string => {
  const read = readJson(text);
  return 'problem' in read ? `${read.place.line}:${read.place.column} ${read.problem}` : 'accepted';
};

describe('a JSON document', () => {
  it('reads as JSON.parse reads it, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const read = readJson(text);
        expect('value' in read && read.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it('is refused exactly when JSON.parse refuses it, damaged anywhere', () => {
    const text = '{"a": [1, -2.5e3, true, null, "x\\n\\u00e9\\""], "b": {"c": ""}}';
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom('', '"', ',', '}', '\n', '0', 'x', '\\'), (at, put) => {
        const damaged = text.slice(0, at) + put + text.slice(at + 1);
        let valid = true;
        try {
          JSON.parse(damaged);
        } catch {
          valid = false;
        }
        const read = readJson(damaged);
        if (!valid) expect(read).toHaveProperty('problem');
        else if ('problem' in read) expect(read.problem).toContain('there twice');
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['', '1:1 expected a value, found the end of the file'],
    ['{\n  "a": 1,\n  "b" 2\n}', '3:7 expected ":", found "2"'],
    ['{"a": 1,}', '1:9 expected a name in double quotes, found "}"'],
    ["{'a': 1}", '1:2 expected a name in double quotes, found "\'"'],
    ['[1 2]', '1:4 expected "," or "]", found "2"'],
    ['{"a": 1 "b": 2}', '1:9 expected "," or "}", found "\\""'],
    ['{"a": "x\ny"}', '1:7 a string does not end on its line, or has a wrong escape'],
    ['"never ends', '1:1 a string does not end on its line, or has a wrong escape'],
    ['{"a": 1, "a": 2}', '1:10 the name "a" is there twice'],
    ['{"a": tru}', '1:7 expected a value, found "t"'],
    ['01', '1:1 expected a value, found "0"'],
    ['""x', '1:3 expected the end of the file, found "x"'],
    ['1 x', '1:3 expected the end of the file, found "x"'],
    ['['.repeat(40), '1:34 expected at most 32 levels, found "["'],
    [`[${'1,'.repeat(10_000)}1]`, expect.stringContaining('at most 10000 values')],
  ])('is refused with line and column: %j', (text, expected) => {
    expect(refusal(text)).toEqual(expected);
  });

  it('may hold 10,000 values, itself included, and no more', () => {
    expect(refusal(`[${'1,'.repeat(9_998)}1]`)).toBe('accepted');
    expect(refusal(`[${'1,'.repeat(9_999)}1]`)).toContain('at most 10000 values');
  });

  it('tells where it begins itself', () => {
    const read = readJson('\n  {"a": 1}');

    expect('placeOf' in read && read.placeOf([])).toEqual({ line: 2, column: 3 });
    expect('placeOf' in read && read.placeOf(['missing'])).toEqual({ line: 2, column: 3 });
  });

  it('tells where each value is, and the nearest value around one that is not there', () => {
    const read = readJson('\ufeff{\n  "a": [1,\n    {"b": 2}]\n}');

    if ('problem' in read) throw new Error(read.problem);
    expect(read.placeOf(['a'])).toEqual({ line: 2, column: 3 });
    expect(read.placeOf(['a', 1, 'b'])).toEqual({ line: 3, column: 6 });
    expect(read.placeOf(['a', 1, 'missing'])).toEqual({ line: 3, column: 5 });
    expect(read.placeOf(['missing'])).toEqual({ line: 1, column: 1 });
  });

  it('may hold a string of many megabytes, and a name that objects have already', () => {
    const read = readJson(`{"__proto__": "${'A'.repeat(14_000_000)}"}`);

    expect('value' in read && Object.keys(read.value as object)).toEqual(['__proto__']);
  });
});
