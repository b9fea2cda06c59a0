/** Names what a file is that the service does not read, so that the refusal can say it. */

const startsWith = (text: string, ...prefixes: readonly string[]): boolean => prefixes.some((prefix) => text.startsWith(prefix));

/** Brands of ISO base media files (`ftyp`) that are pictures. */
const BRANDS: Readonly<Record<string, string>> = {
  avif: 'an AVIF picture',
  avis: 'an AVIF picture',
  heic: 'a HEIC picture',
  heix: 'a HEIC picture',
  hevc: 'a HEIC picture',
  mif1: 'a HEIF picture',
  msf1: 'a HEIF picture',
  crx: 'a camera raw file',
};

/** What the file is, as a noun with its article; undefined when nobody can tell. */
export const nameOfFormat = (head: Uint8Array): string | undefined => {
  const text = String.fromCharCode(...head.subarray(0, 1024));
  if (startsWith(text, 'GIF8')) return 'a GIF';
  if (startsWith(text, 'II*\0', 'MM\0*', 'II+\0', 'MM\0+')) return 'a TIFF (or a camera raw file)';
  if (text.slice(4, 8) === 'ftyp') return BRANDS[text.slice(8, 12).trim()] ?? 'a video';
  if (startsWith(text, '%PDF-')) return 'a PDF';
  if (startsWith(text, '\xff\x0a', '\0\0\0\x0cJXL ')) return 'a JPEG XL picture';
  if (startsWith(text, '\0\0\0\x0cjP  ', '\xff\x4f\xff\x51')) return 'a JPEG 2000 picture';
  if (startsWith(text, '8BPS')) return 'a Photoshop document';
  if (startsWith(text, '\0\0\x01\0')) return 'an icon';
  if (startsWith(text, 'PK\x03\x04')) return 'a ZIP archive (or an office document)';
  if (startsWith(text, '\x1f\x8b')) return 'a gzip archive';
  return isText(head.subarray(0, 1024)) ? nameOfText(text) : undefined;
};

const nameOfText = (text: string): string => {
  if (/<svg[\s>]/i.test(text)) return 'an SVG drawing';
  if (/^\s*(<!doctype html|<html)/i.test(text)) return 'a web page';
  if (/^\s*[{[]/.test(text)) return 'a JSON text';
  return 'a text';
};

const isText = (bytes: Uint8Array): boolean =>
  bytes.length > 0 && bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x0c);
