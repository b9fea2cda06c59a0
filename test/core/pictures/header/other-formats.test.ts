import { describe, expect, it } from 'vitest';
import { nameOfFormat } from '#core/pictures/header/other-formats.ts';

const nameOf = (text: string): string | undefined => nameOfFormat(Buffer.from(text, 'latin1'));

describe('what a file is that the service does not read', () => {
  it.each([
    ['avif', 'an AVIF picture'],
    ['avis', 'an AVIF picture'],
    ['heic', 'a HEIC picture'],
    ['heix', 'a HEIC picture'],
    ['hevc', 'a HEIC picture'],
    ['mif1', 'a HEIF picture'],
    ['msf1', 'a HEIF picture'],
    ['crx ', 'a camera raw file'],
    ['isom', 'a video'],
  ])('is told by the brand of a media file: %s', (brand, name) => {
    expect(nameOf(`\0\0\0\x18ftyp${brand}\0\0\0\0`)).toBe(name);
  });

  it.each([
    ['  <!DOCTYPE html><p>', 'a web page'],
    ['<html>', 'a web page'],
    ['see <html>', 'a text'],
    ['see <!doctype html>', 'a text'],
    [' \n{"a": 1}', 'a JSON text'],
    ['[1]', 'a JSON text'],
    ['see {a}', 'a text'],
    ['x{', 'a text'],
    ['a\tb\nc\rd\fe', 'a text'],
    ['<svg>', 'an SVG drawing'],
    ['<svg xmlns="x">', 'an SVG drawing'],
    ['<svgx>', 'a text'],
  ])('is told by the text: %j', (text, name) => {
    expect(nameOf(text)).toBe(name);
  });

  it.each(['', 'text\0', 'text\x1f', '\x08text', '\x0b'])('is not known: %j', (text) => {
    expect(nameOf(text)).toBeUndefined();
  });

  it('is judged by its first 1024 bytes', () => {
    expect(nameOf(`${'a'.repeat(1024)}\0`)).toBe('a text');
    expect(nameOf(`${'a'.repeat(1023)}\0`)).toBeUndefined();
  });
});
