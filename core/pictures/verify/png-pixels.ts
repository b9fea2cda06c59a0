/**
 * The pixel data of a PNG. Few pixels are unpacked to be counted. Those of a photo are not: unpacking costs twelve times as much as all its checksums,
 * which have proven already that it came as it was sent; it only has to have as much data as its pixels need at least.
 */
import { constants, inflateSync } from 'node:zlib';
import { damaged } from './damaged.ts';
import type { PictureSize } from './plausible.ts';

/** Channels of each colour type, and the bits that each of them may have. */
const COLOUR_TYPES: Readonly<Record<number, { readonly channels: number; readonly depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** The seven passes of an interlaced PNG: first column and row, and the distance to the next. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** Bytes of rows of pixels: each row begins with the byte that names its filter. */
const rowsBytes = (width: number, height: number, bits: number): number =>
  width === 0 ? 0 : height * (1 + Math.ceil((width * bits) / 8));

/** Bytes that the pixels of a PNG have once they are unpacked. @throws ResultUnavailable RESULT_DAMAGED for a kind of PNG that does not exist */
export const unpackedBytes = (what: string, { width, height }: PictureSize, ihdr: Uint8Array): number => {
  const [depth = 0, colourType = -1, , , interlace = 0] = ihdr.subarray(8);
  const colour = COLOUR_TYPES[colourType];
  if (!colour?.depths.includes(depth) || interlace > 1)
    throw damaged(what, 'says that its pixels are of a kind that does not exist');
  const bits = colour.channels * depth;
  if (interlace === 0) return rowsBytes(width, height, bits);
  return PASSES.reduce(
    (sum, [column, row, across, down]) =>
      sum + rowsBytes(Math.max(0, Math.ceil((width - column) / across)), Math.max(0, Math.ceil((height - row) / down)), bits),
    0,
  );
};

/** Pixels of up to this many bytes are unpacked. */
const FEW_BYTES = 1024 * 1024;

/** The most that one byte can stand for (RFC 1951: 258 bytes for two bits). */
const GREATEST_RATIO = 1032;

/** What looks at the pixel data of a PNG. */
export interface PixelCheck {
  read(piece: Uint8Array): void;
  /** @throws ResultUnavailable RESULT_DAMAGED when rows are missing */
  end(): void;
}

/** Looks at the pixel data of a PNG with this header. */
export const createPixelCheck = (what: string, size: PictureSize, ihdr: Uint8Array): PixelCheck => {
  const expected = unpackedBytes(what, size, ihdr);
  let packed = 0;
  const kept: Uint8Array[] = [];
  return {
    read: (piece) => {
      packed += piece.length;
      // Data that cannot be packed grows by five bytes a block; what comes behind that much is not of these pixels.
      if (expected <= FEW_BYTES && packed <= 2 * FEW_BYTES) kept.push(piece);
    },
    end: () => {
      if (packed * GREATEST_RATIO < expected) throw damaged(what, `has ${packed} bytes of pixel data, too few for ${expected}`);
      if (expected > FEW_BYTES) return;
      const counted = countUnpacked(Buffer.concat(kept), expected);
      if (counted < expected) throw damaged(what, `has pixel data that ends after ${counted} of ${expected} bytes`);
    },
  };
};

/** How many bytes the data unpacks to: `expected` for more, 0 when it cannot be unpacked. */
const countUnpacked = (packed: Uint8Array, expected: number): number => {
  try {
    return inflateSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: expected }).length;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? expected : 0;
  }
};
