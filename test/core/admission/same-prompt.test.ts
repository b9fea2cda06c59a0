import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptLikeness } from '#core/admission/same-prompt.ts';

const ENGLISH = 'Put a small clock on the table and turn the sky orange 🕰️';
const GERMAN = 'Mach den Himmel über den Häusern grün und füge einen großen Bären hinzu';
const CZECH = 'Příliš žluťoučký kůň úpěl ďábelské ódy';
const VIETNAMESE = 'Thêm một chiếc đồng hồ nhỏ lên bàn';
const CHINESE = '把桌子上的小钟换成一只红色的猫，背景改为傍晚的海边';
const RUSSIAN = 'Добавь маленькие часы на стол и сделай небо оранжевым';
const PROMPTS = [ENGLISH, GERMAN, CZECH, VIETNAMESE, CHINESE, RUSSIAN];

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const readAs = (encoding: string) => (text: string) => new TextDecoder(encoding).decode(bytesOf(text));
const escaped = (text: string, escapeOf: (code: number) => string, only = /[^\x20-\x7e]/gu): string =>
  text.replace(only, (character) => escapeOf(character.codePointAt(0) ?? 0));
const ENTITIES: Readonly<Record<string, string>> = {
  ä: 'auml',
  ö: 'ouml',
  ü: 'uuml',
  ß: 'szlig',
  ý: 'yacute',
  ú: 'uacute',
  ě: 'ecaron',
  ř: 'rcaron',
  í: 'iacute',
  š: 'scaron',
  ž: 'zcaron',
  ť: 'tcaron',
  č: 'ccaron',
  ů: 'uring',
  ň: 'ncaron',
  ď: 'dcaron',
  á: 'aacute',
  é: 'eacute',
  ó: 'oacute',
  Ä: 'Auml',
  '&': 'amp',
  '"': 'quot',
  '<': 'lt',
  '>': 'gt',
};

/** What services, proxies and consoles make of a text on its way. */
const DISGUISES: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with blanks around it': (text) => `\n ${text} \t`,
  'with an emoji as question marks': (text) => text.replace(/\p{Extended_Pictographic}/gu, '??'),
  'with everything but ASCII as a question mark': (text) => text.replace(/\P{ASCII}/gu, '?'),
  'with everything but ASCII as the replacement character': (text) => text.replace(/\P{ASCII}/gu, '\ufffd'),
  'with everything but Latin-1 as a question mark': (text) => [...text].map((one) => (one > '\xff' ? '?' : one)).join(''),
  'with everything but ASCII left out': (text) => text.replace(/\P{ASCII}/gu, ''),
  'without the accents': (text) => text.normalize('NFD').replace(/\p{M}/gu, ''),
  'with white space collapsed': (text) => text.replace(/\s+/g, ' '),
  'without white space': (text) => text.replace(/\s/g, ''),
  'with white space doubled': (text) => text.replace(/\s/g, '  '),
  'cut in the middle': (text) => text.slice(0, Math.ceil(text.length / 2)),
  'cut with an ellipsis': (text) => `${text.slice(0, Math.ceil(text.length / 3))}…`,
  'without its beginning': (text) => text.slice(Math.floor(text.length / 2)),
  'in upper case': (text) => text.toUpperCase(),
  'in lower case': (text) => text.toLowerCase(),
  decomposed: (text) => text.normalize('NFD'),
  'composed for compatibility': (text) => text.normalize('NFKC'),
  'with \\u escapes': (text) => text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'with the escapes of Python': (text) =>
    escaped(text, (code) =>
      code > 0xffff
        ? `\\U${code.toString(16).padStart(8, '0')}`
        : code > 0xff
          ? `\\u${code.toString(16).padStart(4, '0')}`
          : `\\x${code.toString(16).padStart(2, '0')}`,
    ),
  'with numbers of HTML': (text) => escaped(text, (code) => `&#${code};`),
  'with hexadecimal numbers of HTML': (text) => escaped(text, (code) => `&#x${code.toString(16).toUpperCase()};`),
  'with names of HTML': (text) =>
    text.replace(/[^a-zA-Z0-9 ]/gu, (one) => (ENTITIES[one] === undefined ? one : `&${ENTITIES[one]};`)),
  'percent-encoded': (text) => encodeURIComponent(text.toWellFormed()),
  'percent-encoded and cut in the middle of a character': (text) => encodeURIComponent(text.toWellFormed()).slice(0, -1),
  'as a form encodes it': (text) => new URLSearchParams({ text }).toString().slice('text='.length),
  'with its UTF-8 read as Latin-1': (text) => Buffer.from(text, 'utf8').toString('latin1'),
  'with its UTF-8 read as Windows-1252': readAs('windows-1252'),
  'with its UTF-8 read as GBK': readAs('gbk'),
  'in quotes': (text) => `"${text}"`,
  'rewritten with more': (text) => `${text}, in warm evening light, a photograph with fine detail`,
  'with a preface': (text) => `Edit the picture as follows: ${text}`,
};

describe('a prompt that the service gives back', () => {
  it('is the same when its letters and digits are', () => {
    for (const given of [
      ENGLISH,
      ` ${ENGLISH}\n`,
      ENGLISH.toUpperCase(),
      ENGLISH.replaceAll(' ', ''),
      ENGLISH.replace('🕰️', '??'),
    ]) {
      expect(promptLikeness(ENGLISH, given)).toBe('same');
    }
    expect(promptLikeness('un caf\u00e9', 'un cafe\u0301')).toBe('same');
    expect(promptLikeness('🕰️', '🕰️')).toBe('same');
  });

  it('is the same when it is what becomes of its bytes in the wrong character set, letter by letter', () => {
    const chinese = '把背景换成海边';
    const bytes = Buffer.from(chinese, 'utf8');
    for (const encoding of ['latin1', 'windows-1252', 'gbk'] as const) {
      const given = encoding === 'latin1' ? bytes.toString('latin1') : new TextDecoder(encoding).decode(bytes);
      expect(promptLikeness(chinese, given), encoding).toBe('same');
      expect(promptLikeness(chinese, `${given}x`), encoding).not.toBe('same');
    }
    expect(promptLikeness('😀', '')).toBe('unclear');
  });

  it('says nothing where hardly anything of it is left, or where hardly anything was sent', () => {
    for (const given of ['', '???', '…', 'abc', '�����']) expect(promptLikeness(ENGLISH, given)).toBe('unclear');
    for (const sent of ['', '🕰️', 'hat', '猫']) expect(promptLikeness(sent, GERMAN)).toBe('unclear');
  });

  it('is unclear when it shares much with what was sent, and yet is not the same', () => {
    expect(promptLikeness(ENGLISH, ENGLISH.replace('clock', 'vase'))).toBe('unclear');
    expect(promptLikeness(ENGLISH, `${ENGLISH} and remove the lamp`)).toBe('unclear');
  });

  describe.each(Object.entries(DISGUISES))('%s', (_how, disguise) => {
    it.each(PROMPTS)('is never taken for somebody else’s: %s', (prompt) => {
      expect(promptLikeness(prompt, disguise(prompt))).not.toBe('different');
      const long = `${prompt}. `.repeat(Math.ceil(2000 / prompt.length)).slice(0, 2000);
      expect(promptLikeness(long, disguise(long))).not.toBe('different');
    });
  });

  it.each([
    ['English', ENGLISH, 'Remove every car from this street, make it rain'],
    ['English', 'Give her red hair', 'Make my dog wear sunglasses'],
    ['German', GERMAN, 'Entferne bitte alle Autos und lass es auf der Straße regnen'],
    ['Czech', CZECH, 'Odstraň všechna auta z této ulice a přidej déšť'],
    ['Chinese', CHINESE, '请把这张照片里的汽车全部去掉，并让街道下雨'],
    ['Russian', RUSSIAN, 'Удали все машины с этой улицы, пусть идёт дождь'],
    ['one language and another', ENGLISH, CHINESE],
    ['another language and one', CHINESE, GERMAN],
    ['a question and another', 'What if the house were blue? Show it.', 'Can you remove the people? And the dog?'],
  ])('is somebody else’s when it is clearly another one: %s', (_language, sent, given) => {
    expect(promptLikeness(sent, given)).toBe('different');
    expect(promptLikeness(given, sent)).toBe('different');
  });

  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.lorem({ maxCount: 12 }),
    fc
      .array(fc.constantFrom(...PROMPTS.flatMap((prompt) => prompt.split(' '))), { maxLength: 40 })
      .map((words) => words.join(' ')),
    fc.array(fc.constantFrom(...'aäbåcçßéêříğıİΣςσ你好ญี่ปุ่น 🕰️?&%'), { maxLength: 60 }).map((parts) => parts.join('')),
  );

  it('is never taken for somebody else’s in any of these disguises, whatever the prompt', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...Object.keys(DISGUISES)), (prompt, how) => {
        expect(promptLikeness(prompt, DISGUISES[how]?.(prompt) ?? prompt)).not.toBe('different');
      }),
      { numRuns: 3000 },
    );
  });

  it('takes time in proportion to its length, however long it is', () => {
    const long = `a${'\u0301'.repeat(100_000)}${'\u0316'.repeat(100_000)}`;
    const before = process.cpuUsage();
    promptLikeness(ENGLISH, long);
    promptLikeness(long, long);
    const { user } = process.cpuUsage(before);
    expect(user / 1000).toBeLessThan(1000);
  });
});
