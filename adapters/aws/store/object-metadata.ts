/** User metadata of S3 objects: headers are ASCII, prompts are not. */

const ENCODED_WORD = /=\?([^?\s]+)\?([BQ])\?([^?\s]*)\?=/gi;

/**
 * Reads one metadata value. S3 itself hands non-ASCII metadata back as RFC 2047 encoded words; people percent-encode (UTF-8). A
 * value that is neither, such as "100% brighter", stays as it is.
 */
export const decodeMetadataValue = (value: string): string => {
  const decoded = decodeWords(value);
  return decoded === value ? percentDecoded(value) : decoded;
};

/** Writes one metadata value so that {@link decodeMetadataValue} reads it back: percent-encoded when it has to be. */
export const encodeMetadataValue = (value: string): string => (NEEDS_ENCODING.test(value) ? encodeURIComponent(value) : value);

/** What a header would not carry unchanged: anything but printable ASCII, a percent sign, outer blanks, an encoded word. */
const NEEDS_ENCODING = /[^\x20-\x7e]|%|^\s|\s$|=\?/;

const decodeWords = (value: string): string =>
  value.replace(/\?=\s+=\?/g, '?==?').replace(ENCODED_WORD, (whole: string, charset: string, encoding: string, text: string) => {
    try {
      const bytes = encoding.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : quotedBytes(text);
      return new TextDecoder(charset, { fatal: true }).decode(bytes);
    } catch {
      return whole;
    }
  });

const quotedBytes = (text: string): Uint8Array =>
  Buffer.from(
    text.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

const percentDecoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};
