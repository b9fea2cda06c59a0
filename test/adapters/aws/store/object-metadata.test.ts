import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMetadataValue, encodeMetadataValue } from '#adapters/aws/store/object-metadata.ts';

/** What stands in the header, and what it means. */
const WRITTEN: Readonly<Record<string, readonly [written: string, meant: string]>> = {
  'plain text': ['Make it night', 'Make it night'],
  'percent-encoded UTF-8': ['Za%C5%BC%C3%B3%C5%82%C4%87', 'Zażółć'],
  'a percent sign that encodes nothing': ['100% brighter', '100% brighter'],
  'a base64 word, as S3 hands non-ASCII back': ['=?UTF-8?B?WmHFvMOzxYLEhw==?=', 'Zażółć'],
  'a quoted word': ['=?UTF-8?Q?f=C3=BCr_dich?=', 'für dich'],
  'several words in a row': ['=?UTF-8?B?WmE=?= =?UTF-8?B?xbzDsw==?=', 'Zażó'],
  'a word in a charset that nobody knows': ['=?X-NONE?B?WmE=?=', '=?X-NONE?B?WmE=?='],
};

describe('a value of object metadata', () => {
  it.each(Object.entries(WRITTEN))('reads %s', (_what, [written, meant]) => {
    expect(decodeMetadataValue(written)).toBe(meant);
  });
  it('reads back whatever was written, in printable ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const written = encodeMetadataValue(text);
        expect(written).toMatch(/^[\x20-\x7e]*$/);
        expect(decodeMetadataValue(written)).toBe(text);
      }),
    );
  });
  it('never throws on what others wrote', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof decodeMetadataValue(text) === 'string'));
  });
});
