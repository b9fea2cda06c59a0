import fc from 'fast-check';
import { imageSize } from 'image-size';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkPicture, FIRST_READ_BYTES, MAX_HEADER_BYTES, type PictureCheck } from '#core/pictures/check-picture.ts';
import { MAX_INPUT_BYTES } from '#core/service/limits.ts';
import {
  bmpFile,
  exifSegment,
  jpegFile,
  jpegSegment,
  pngChunk,
  pngFile,
  vp8Chunk,
  vp8lChunk,
  vp8xChunk,
  webpFile,
  webpFiller,
} from '#test/support/pictures/picture-files.ts';

/** Judges a whole file as the store would serve it: 64 KiB first, more only when asked for. */
const judge = (file: Uint8Array, totalBytes = file.length): { readonly check: PictureCheck; readonly read: number } => {
  let read = Math.min(FIRST_READ_BYTES, totalBytes);
  for (let turn = 0; turn < 50; turn += 1) {
    const check = checkPicture(file.subarray(0, read), totalBytes);
    if (check.outcome !== 'needs') return { check, read };
    expect(check.bytes).toBeGreaterThan(read);
    read = check.bytes;
  }
  throw new Error('asked for more bytes fifty times');
};
const codeOf = (file: Uint8Array, totalBytes?: number): string => {
  const { check } = judge(file, totalBytes);
  return check.outcome === 'refused' ? check.problem.code : check.outcome;
};
const pictureOf = (file: Uint8Array) => {
  const { check } = judge(file);
  if (check.outcome !== 'accepted') throw new Error(JSON.stringify(check));
  return check.picture;
};
const segmentsOf = (count: number): readonly Buffer[] =>
  Array.from({ length: count }, () => jpegSegment(0xe2, Buffer.alloc(65_533)));

/** The file with another byte at one place. */
const withByte = (file: Uint8Array, place: number, byte: number): Uint8Array => file.fill(byte, place, place + 1);

describe('a picture that the service reads', () => {
  it.each([
    ['baseline JPEG', jpegFile(), 'image/jpeg', 640, 480, []],
    ['progressive JPEG', jpegFile({ frame: 0xc2 }), 'image/jpeg', 640, 480, []],
    ['grey JPEG', jpegFile({ components: 1 }), 'image/jpeg', 640, 480, []],
    ['CMYK JPEG', jpegFile({ components: 4 }), 'image/jpeg', 640, 480, ['cmyk']],
    ['JPEG turned by EXIF', jpegFile({ segments: [exifSegment(6)] }), 'image/jpeg', 640, 480, ['rotated-by-exif']],
    [
      'JPEG turned by EXIF, little-endian',
      jpegFile({ segments: [exifSegment(8, true)] }),
      'image/jpeg',
      640,
      480,
      ['rotated-by-exif'],
    ],
    ['JPEG with an upright EXIF', jpegFile({ segments: [exifSegment(1)] }), 'image/jpeg', 640, 480, []],
    [
      'JPEG with fill bytes and restart markers',
      jpegFile({ segments: [Buffer.from([0xff, 0xff, 0xff, 0xd0])] }),
      'image/jpeg',
      640,
      480,
      [],
    ],
    ['PNG', pngFile(), 'image/png', 640, 480, []],
    ['PNG with an alpha channel', pngFile({ colourType: 6 }), 'image/png', 640, 480, ['alpha-ignored']],
    [
      'PNG with one transparent colour',
      pngFile({ colourType: 3, depth: 4, chunks: [pngChunk('PLTE', new Uint8Array(3)), pngChunk('tRNS', new Uint8Array(1))] }),
      'image/png',
      640,
      480,
      ['alpha-ignored'],
    ],
    ['16-bit PNG', pngFile({ depth: 16, colourType: 4 }), 'image/png', 640, 480, ['alpha-ignored', '16-bit']],
    ['BMP', bmpFile(), 'image/bmp', 400, 384, []],
    ['BMP from top to bottom', bmpFile({ height: -384 }), 'image/bmp', 400, 384, []],
    ['BMP of OS/2', bmpFile({ headerBytes: 12 }), 'image/bmp', 400, 384, []],
    ['BMP with alpha', bmpFile({ headerBytes: 124, depth: 32, compression: 3 }), 'image/bmp', 400, 384, ['alpha-ignored']],
    ['run-length BMP', bmpFile({ depth: 8, compression: 1 }), 'image/bmp', 400, 384, []],
    ['lossy WEBP', webpFile(), 'image/webp', 640, 480, []],
    ['lossless WEBP', webpFile(vp8lChunk(500, 400)), 'image/webp', 500, 400, []],
    ['lossless WEBP with alpha', webpFile(vp8lChunk(500, 400, true)), 'image/webp', 500, 400, ['alpha-ignored']],
    ['extended WEBP', webpFile(vp8xChunk(640, 480), webpFiller(33), vp8Chunk(640, 480)), 'image/webp', 640, 480, []],
    [
      'extended WEBP with alpha',
      webpFile(vp8xChunk(640, 480, 0x10), vp8Chunk(640, 480)),
      'image/webp',
      640,
      480,
      ['alpha-ignored'],
    ],
  ])('is accepted: %s', (_name, file, mediaType, width, height, notes) => {
    expect(pictureOf(file)).toEqual({ mediaType, width, height, notes, bytes: file.length });
  });

  it.each(['jpeg', 'png', 'webp'] as const)(
    'reads as an independent library does when a real encoder wrote it: %s',
    async (format) => {
      const image = sharp({ create: { width: 777, height: 555, channels: 4, background: { r: 1, g: 2, b: 3, alpha: 0.5 } } });
      const file = new Uint8Array(await image.toFormat(format).withMetadata({ orientation: 1 }).toBuffer());
      const { width, height } = imageSize(file);

      expect(pictureOf(file)).toMatchObject({ mediaType: `image/${format}`, width, height });
      expect({ width, height }).toEqual({ width: 777, height: 555 });
    },
  );

  it('may have its size behind large metadata, up to 1 MiB', () => {
    const file = jpegFile({ segments: segmentsOf(15) });

    expect(pictureOf(file)).toMatchObject({ width: 640, height: 480 });
    expect(judge(jpegFile()).read).toBeLessThanOrEqual(FIRST_READ_BYTES);
    expect(
      pictureOf(pngFile({ chunks: [pngChunk('iCCP', new Uint8Array(200_000)), pngChunk('tRNS', new Uint8Array(6))] })),
    ).toMatchObject({
      notes: ['alpha-ignored'],
    });
    expect(pictureOf(webpFile(vp8xChunk(640, 480), webpFiller(300_001), vp8Chunk(640, 480)))).toMatchObject({ width: 640 });
  });

  it('may be exactly as small, as large and as heavy as the limits say', () => {
    expect(pictureOf(pngFile({ width: 384, height: 5000 }))).toMatchObject({ width: 384, height: 5000 });
    expect(codeOf(pngFile(), MAX_INPUT_BYTES)).toBe('accepted');
  });
});

describe('a picture that is refused', () => {
  it.each([
    ['nothing', new Uint8Array(), 'PICTURE_EMPTY'],
    ['too small', pngFile({ width: 383 }), 'PICTURE_TOO_SMALL'],
    ['too low', jpegFile({ height: 383 }), 'PICTURE_TOO_SMALL'],
    ['a JPEG that gives its height later', jpegFile({ height: 0 }), 'PICTURE_TOO_SMALL'],
    ['too wide', webpFile(vp8Chunk(5001, 480)), 'PICTURE_TOO_BIG'],
    ['a bomb of 64250x64250', jpegFile({ width: 64_250, height: 64_250 }), 'PICTURE_TOO_BIG'],
    ['a bomb of four thousand million a side', pngFile({ width: 0xffffffff, height: 0xffffffff }), 'PICTURE_TOO_BIG'],
    ['an animated PNG', pngFile({ chunks: [pngChunk('acTL', new Uint8Array(8))] }), 'PICTURE_ANIMATED'],
    ['an animated WEBP', webpFile(vp8xChunk(640, 480, 0x02), webpFiller(20)), 'PICTURE_ANIMATED'],
    ['a PNG with a wrong checksum', withByte(pngFile(), 20, 9), 'PICTURE_BROKEN'],
    ['a PNG that begins with another chunk', withByte(pngFile(), 12, 0x4a), 'PICTURE_BROKEN'],
    ['a PNG with an impossible depth', pngFile({ depth: 3 }), 'PICTURE_BROKEN'],
    ['a PNG with an impossible colour type', pngFile({ colourType: 5 }), 'PICTURE_BROKEN'],
    ['a PNG with a chunk longer than the file', withByte(pngFile(), 33, 0x7f), 'PICTURE_BROKEN'],
    ['a PNG with a chunk without a name', pngFile({ chunks: [pngChunk('\0\0\0\0')] }), 'PICTURE_BROKEN'],
    ['a PNG without pixels', pngFile({ chunks: [pngChunk('IEND')] }), 'PICTURE_BROKEN'],
    ['a JPEG without a frame', new Uint8Array([0xff, 0xd8, 0xff, 0xd9, 0, 0, 0, 0]), 'PICTURE_BROKEN'],
    ['a JPEG whose pixels come first', jpegFile({ segments: [jpegSegment(0xda, Buffer.alloc(8))] }), 'PICTURE_BROKEN'],
    ['a JPEG with a segment of no length', jpegFile({ segments: [Buffer.from([0xff, 0xe0, 0, 0])] }), 'PICTURE_BROKEN'],
    ['a JPEG with bytes between segments', jpegFile({ segments: [Buffer.from([1, 2, 3])] }).fill(0xff, 2, 3), 'PICTURE_BROKEN'],
    [
      'a JPEG with stray bytes after a segment',
      jpegFile({ segments: [jpegSegment(0xe0, Buffer.alloc(2)), Buffer.from([7, 7])] }),
      'PICTURE_BROKEN',
    ],
    ['an arithmetic JPEG', jpegFile({ frame: 0xc9 }), 'PICTURE_BROKEN'],
    ['a JPEG of two components', jpegFile({ components: 2 }), 'PICTURE_BROKEN'],
    ['a JPEG that ends in its metadata', jpegFile({ segments: segmentsOf(1) }).slice(0, 3000), 'PICTURE_BROKEN'],
    ['a JPEG that ends in its EXIF', jpegFile({ segments: [exifSegment(6)] }).slice(0, 12), 'PICTURE_BROKEN'],
    ['a JPEG that ends in its frame', jpegFile().slice(0, 8), 'PICTURE_BROKEN'],
    ['a JPEG that ends in a length', jpegFile().slice(0, 5), 'PICTURE_BROKEN'],
    ['a BMP of negative width', bmpFile({ width: -400 }), 'PICTURE_BROKEN'],
    ['a BMP of seven bits', bmpFile({ depth: 7 }), 'PICTURE_BROKEN'],
    ['a BMP with a PNG inside', bmpFile({ compression: 5 }), 'PICTURE_BROKEN'],
    ['a BMP without most of its pixels', bmpFile().slice(0, 2000), 'PICTURE_BROKEN'],
    ['a BMP whose pixels lie in its header', withByte(bmpFile(), 10, 3), 'PICTURE_BROKEN'],
    ['a BMP that ends in its header', bmpFile().slice(0, 30), 'PICTURE_BROKEN'],
    ['a WEBP that is shorter than it says', webpFile(vp8Chunk(640, 480), webpFiller(900)).slice(0, 200), 'PICTURE_BROKEN'],
    ['a WEBP with two opinions of its size', webpFile(vp8xChunk(640, 480), vp8Chunk(4000, 4000)), 'PICTURE_BROKEN'],
    ['a WEBP with a wrong start code', withByte(webpFile(), 23, 0), 'PICTURE_BROKEN'],
    [
      'an extended WEBP with a wrong start code',
      withByte(webpFile(vp8xChunk(640, 480), vp8Chunk(640, 480)), 41, 0),
      'PICTURE_BROKEN',
    ],
    ['a WEBP of another chunk', webpFile(webpFiller(30)), 'PICTURE_BROKEN'],
    ['an extended WEBP without a frame', webpFile(vp8xChunk(640, 480), webpFiller(30)), 'PICTURE_BROKEN'],
    ['a WEBP of 20 bytes', webpFile().slice(0, 20), 'PICTURE_BROKEN'],
    ['a PNG of 20 bytes', pngFile().slice(0, 20), 'PICTURE_BROKEN'],
    ['a PNG of 8 bytes', pngFile().slice(0, 8), 'PICTURE_BROKEN'],
    ['two letters', new TextEncoder().encode('BM'), 'PICTURE_FORMAT'],
    ['one byte', new Uint8Array([0xff]), 'PICTURE_FORMAT'],
  ])('is refused: %s', (_name, file, code) => {
    expect(codeOf(file)).toBe(code);
  });

  it('is one that is too heavy, without a look inside', () => {
    expect(codeOf(new Uint8Array(4), MAX_INPUT_BYTES + 1)).toBe('PICTURE_TOO_LARGE');
  });

  it('is one with more than 1 MiB of metadata, and no more than that is read', () => {
    const { check, read } = judge(jpegFile({ segments: segmentsOf(20) }));

    expect(check).toMatchObject({ outcome: 'refused', problem: { code: 'PICTURE_HEADER_TOO_LARGE' } });
    expect(read).toBe(MAX_HEADER_BYTES);
  });

  it.each([
    ['GIF89a..............', 'a GIF'],
    ['II*\0........', 'a TIFF'],
    ['MM\0*........', 'a TIFF'],
    ['\0\0\0\x20ftypavif....', 'an AVIF'],
    ['\0\0\0\x20ftypheic....', 'a HEIC'],
    ['\0\0\0\x20ftypmif1....', 'a HEIF'],
    ['\0\0\0\x20ftypisom....', 'a video'],
    ['%PDF-1.7 \xff\xd8\xff', 'a PDF'],
    ['\xff\x0a\x01\x02', 'a JPEG XL'],
    ['\0\0\0\x0cjP  \r\n', 'a JPEG 2000'],
    ['8BPS\0\x01', 'a Photoshop'],
    ['\0\0\x01\0\x01', 'an icon'],
    ['PK\x03\x04', 'a ZIP'],
    ['\x1f\x8b\x08', 'a gzip'],
    ['<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">', 'an SVG'],
    ['<!DOCTYPE html><html>', 'a web page'],
    ['{"prompt": "x"}', 'a JSON'],
    ['Hello, I am a note renamed to photo.png', 'a text'],
    ['\0\x01\x02\x03', 'not known'],
  ])('is named as what it is: %j', (content, name) => {
    const { check } = judge(Uint8Array.from(content, (character) => character.charCodeAt(0)));

    expect(check).toMatchObject({
      outcome: 'refused',
      problem: { code: 'PICTURE_FORMAT', message: expect.stringContaining(name) },
    });
  });
});

describe('any bytes at all', () => {
  const originals = [
    jpegFile({ segments: [exifSegment(6), jpegSegment(0xe2, Buffer.alloc(300))] }),
    pngFile({ colourType: 3, chunks: [pngChunk('PLTE', new Uint8Array(3)), pngChunk('tRNS', new Uint8Array(1))] }),
    bmpFile({ headerBytes: 124, depth: 32, compression: 3 }).slice(0, 400),
    webpFile(vp8xChunk(640, 480, 0x10), webpFiller(40), vp8Chunk(640, 480)),
    webpFile(vp8lChunk(640, 480, true)),
  ];
  const mutation = fc.record({
    original: fc.nat({ max: originals.length - 1 }),
    flips: fc.array(fc.tuple(fc.nat({ max: 420 }), fc.nat({ max: 255 })), { maxLength: 6 }),
    cut: fc.nat({ max: 420 }),
    extra: fc.nat({ max: 2_000_000 }),
  });

  it('are judged without a crash or a hang: 12,000 damaged files', () => {
    const before = process.cpuUsage();
    fc.assert(
      fc.property(mutation, ({ original, flips, cut, extra }) => {
        const file = (originals[original] ?? new Uint8Array()).slice(0, 20 + cut);
        for (const [at, value] of flips) if (at < file.length) file[at] = value;
        const check = checkPicture(file, file.length + extra);
        if (check.outcome === 'accepted') {
          expect(check.picture.width).toBeLessThanOrEqual(5000);
          expect(check.picture.height).toBeGreaterThanOrEqual(384);
        }
        if (check.outcome === 'needs') expect(check.bytes).toBeLessThanOrEqual(MAX_HEADER_BYTES);
      }),
      { numRuns: 12_000 },
    );
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000 / 12_000).toBeLessThan(1);
  });

  it('are judged without a crash when they are noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(judge(noise).check.outcome).toBe('refused');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the refusal of a picture', () => {
  const message = (file: Uint8Array, totalBytes = file.length, name?: string): string => {
    const check = checkPicture(file, totalBytes, name);
    return check.outcome === 'refused' ? check.problem.message : check.outcome;
  };

  it('names it, and what is wrong', () => {
    expect(message(new Uint8Array(), 0, 'uploads/a.png')).toBe('uploads/a.png is empty');
    expect(message(new Uint8Array(), 0)).toBe('the picture is empty');
    expect(message(pngFile(), MAX_INPUT_BYTES + 1)).toBe('the picture has 10485761 bytes; at most 10485760 (10 MB) are accepted');
    expect(message(pngFile({ width: 383 }))).toBe('the picture has 383x480 pixels; each side must have 384 to 5000');
    expect(message(pngFile({ chunks: [pngChunk('acTL', new Uint8Array(8))] }))).toBe('the picture is animated');
    expect(message(pngFile({ depth: 3 }))).toBe('the picture is damaged: colour type 2 with 3 bits does not exist in PNG');
  });

  it('names more than 1 MiB of metadata', () => {
    const file = jpegFile({ segments: segmentsOf(20) });
    expect(message(file.subarray(0, MAX_HEADER_BYTES), file.length)).toBe(
      'the picture has more than 1 MiB of metadata before its pixels',
    );
  });

  it.each([
    [384, 384, 'accepted'],
    [5000, 5000, 'accepted'],
    [5000, 5001, 'PICTURE_TOO_BIG'],
    [5001, 384, 'PICTURE_TOO_BIG'],
    [384, 5001, 'PICTURE_TOO_BIG'],
    [383, 5001, 'PICTURE_TOO_SMALL'],
    [5001, 383, 'PICTURE_TOO_SMALL'],
  ])('for its size depends on both sides: %dx%d is %s', (width, height, code) => {
    expect(codeOf(pngFile({ width, height }))).toBe(code);
  });
});
