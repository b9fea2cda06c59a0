/** Picture files for tests: headers that say exactly what a test wants, true or not. No pixel in them is meant to be decoded. */
import { crc32 } from 'node:zlib';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const u16be = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const u32be = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(value);
  return buffer;
};
const u32le = (value: number): Buffer => u32be(value).reverse();

/** One PNG chunk with its right checksum. */
export const pngChunk = (name: string, data: Uint8Array = new Uint8Array()): Buffer => {
  const body = Buffer.concat([ascii(name), data]);
  return Buffer.concat([u32be(data.length), body, u32be(crc32(body))]);
};

/** A PNG whose pixels are eight zero bytes. */
export const pngFile = ({
  width = 640,
  height = 480,
  depth = 8,
  colourType = 2,
  chunks = [],
}: {
  readonly width?: number;
  readonly height?: number;
  readonly depth?: number;
  readonly colourType?: number;
  readonly chunks?: readonly Buffer[];
} = {}): Uint8Array =>
  new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      pngChunk('IHDR', Buffer.concat([u32be(width), u32be(height), Buffer.from([depth, colourType, 0, 0, 0])])),
      ...chunks,
      pngChunk('IDAT', new Uint8Array(8)),
      pngChunk('IEND'),
    ]),
  );

/** One JPEG segment. */
export const jpegSegment = (marker: number, data: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0xff, marker]), u16be(data.length + 2), data]);

/** An EXIF segment with an orientation. */
export const exifSegment = (orientation: number, little = false): Buffer => {
  const number = (bytes: Buffer): Buffer => (little ? Buffer.from(bytes).reverse() : bytes);
  const entry = [number(u16be(0x0112)), number(u16be(3)), number(u32be(1)), number(u16be(orientation)), u16be(0)];
  const tiff = [ascii(little ? 'II' : 'MM'), number(u16be(42)), number(u32be(8)), number(u16be(1)), ...entry, u32be(0)];
  return jpegSegment(0xe1, Buffer.concat([ascii('Exif\0\0'), ...tiff]));
};

/** A JPEG up to the beginning of its pixels. */
export const jpegFile = ({
  width = 640,
  height = 480,
  frame = 0xc0,
  components = 3,
  segments = [],
}: {
  readonly width?: number;
  readonly height?: number;
  readonly frame?: number;
  readonly components?: number;
  readonly segments?: readonly Buffer[];
} = {}): Uint8Array =>
  new Uint8Array(
    Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      ...segments,
      jpegSegment(
        frame,
        Buffer.concat([Buffer.from([8]), u16be(height), u16be(width), Buffer.alloc(1 + components * 3, components)]),
      ),
      jpegSegment(0xda, Buffer.alloc(10)),
      Buffer.from([0xff, 0xd9]),
    ]),
  );

/** A 24-bit or 32-bit BMP whose pixels are all zero. */
export const bmpFile = ({
  width = 400,
  height = 384,
  depth = 24,
  headerBytes = 40,
  compression = 0,
}: {
  readonly width?: number;
  readonly height?: number;
  readonly depth?: number;
  readonly headerBytes?: number;
  readonly compression?: number;
} = {}): Uint8Array => {
  const header = Buffer.alloc(14 + headerBytes);
  header.write('BM', 'latin1');
  header.writeUInt32LE(header.length, 10);
  header.writeUInt32LE(headerBytes, 14);
  if (headerBytes === 12) {
    header.writeUInt16LE(width, 18);
    header.writeUInt16LE(height, 20);
    header.writeUInt16LE(depth, 24);
  } else {
    header.writeInt32LE(width, 18);
    header.writeInt32LE(height, 22);
    header.writeUInt16LE(depth, 28);
    header.writeUInt32LE(compression, 30);
    if (headerBytes === 124) header.writeUInt32LE(0xff000000, 66);
  }
  const rowBytes = Math.ceil((Math.abs(width) * depth) / 32) * 4;
  return new Uint8Array(Buffer.concat([header, Buffer.alloc(rowBytes * Math.abs(height))]));
};

const riff = (...chunks: readonly Buffer[]): Uint8Array => {
  const body = Buffer.concat([ascii('WEBP'), ...chunks]);
  return new Uint8Array(Buffer.concat([ascii('RIFF'), u32le(body.length), body]));
};
const webpChunk = (name: string, data: Buffer): Buffer =>
  Buffer.concat([ascii(name), u32le(data.length), data, Buffer.alloc(data.length % 2)]);
const uint24 = (value: number): Buffer => u32le(value).subarray(0, 3);

/** The frame of a lossy WEBP. */
export const vp8Chunk = (width: number, height: number): Buffer =>
  webpChunk(
    'VP8 ',
    Buffer.concat([Buffer.from([0, 0, 0, 0x9d, 0x01, 0x2a]), u16be(width).reverse(), u16be(height).reverse(), Buffer.alloc(8)]),
  );

/** The frame of a lossless WEBP. */
export const vp8lChunk = (width: number, height: number, alpha = false): Buffer =>
  webpChunk(
    'VP8L',
    Buffer.concat([
      Buffer.from([0x2f]),
      u32le(((width - 1) | ((height - 1) << 14) | (alpha ? 1 << 28 : 0)) >>> 0),
      Buffer.alloc(8),
    ]),
  );

/** The extended header of a WEBP. */
export const vp8xChunk = (width: number, height: number, flags = 0): Buffer =>
  webpChunk('VP8X', Buffer.concat([Buffer.from([flags, 0, 0, 0]), uint24(width - 1), uint24(height - 1)]));

/** A WEBP of chunks; a lossy frame of 640x480 by default. */
export const webpFile = (...chunks: readonly Buffer[]): Uint8Array =>
  riff(...(chunks.length === 0 ? [vp8Chunk(640, 480)] : chunks));

/** A chunk of a WEBP that means nothing here. */
export const webpFiller = (bytes: number): Buffer => webpChunk('ICCP', Buffer.alloc(bytes));
