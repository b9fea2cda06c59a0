import { describe, expect, it } from 'vitest';
import { FORMAT_BYTES, formatOf } from '#core/pictures/header/formats.ts';
import { bmpFile, jpegFile, pngFile, webpFile } from '#test/support/pictures/picture-files.ts';

const mediaTypeOf = (bytes: Uint8Array): string | undefined =>
  formatOf(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))?.mediaType;

describe('the format of a picture', () => {
  it.each([
    ['image/png', pngFile()],
    ['image/jpeg', jpegFile()],
    ['image/webp', webpFile()],
    ['image/bmp', bmpFile()],
  ])('is %s by as few first bytes as are read for it', (mediaType, file) => {
    expect(mediaTypeOf(file.subarray(0, FORMAT_BYTES))).toBe(mediaType);
  });

  it.each(['', 'B', 'BMW and other makers of cars', '\x89PNG', 'RIFF0000WAVE', '\xff\xd8', 'GIF89a'])(
    'is none of ours for %j',
    (text) => {
      expect(mediaTypeOf(Buffer.from(text, 'latin1'))).toBeUndefined();
    },
  );
});
