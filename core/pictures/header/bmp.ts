/** BMP headers (Windows GDI: BITMAPCOREHEADER and BITMAPINFOHEADER to BITMAPV5HEADER). */
import { broken, type FileHead, goesOnAt, type HeaderReading, has, type PictureNote } from './reading.ts';

const FILE_HEADER_BYTES = 14;
const CORE_HEADER = 12;
const INFO_HEADERS = [40, 52, 56, 64, 108, 124];
const DEPTHS = [1, 4, 8, 16, 24, 32];
const UNCOMPRESSED = [0, 3, 6];
const RUN_LENGTH = [1, 2];

/** Whether the bytes begin as a BMP whose second header has a size that exists: two letters alone prove nothing. */
export const isBmp = (bytes: DataView): boolean =>
  bytes.byteLength >= FILE_HEADER_BYTES + 4 &&
  bytes.getUint16(0) === 0x424d &&
  [CORE_HEADER, ...INFO_HEADERS].includes(bytes.getUint32(FILE_HEADER_BYTES, true));

/** Reads both headers and compares what they promise with the length of the file. */
export const readBmp = (head: FileHead): HeaderReading => {
  const { bytes } = head;
  const headerBytes = bytes.getUint32(FILE_HEADER_BYTES, true);
  if (!has(head, FILE_HEADER_BYTES, headerBytes)) return goesOnAt(head, FILE_HEADER_BYTES + headerBytes);
  const core = headerBytes === CORE_HEADER;
  const width = core ? bytes.getUint16(18, true) : bytes.getInt32(18, true);
  const height = core ? bytes.getUint16(20, true) : Math.abs(bytes.getInt32(22, true));
  const depth = bytes.getUint16(core ? 24 : 28, true);
  const compression = core ? 0 : bytes.getUint32(30, true);
  if (width < 0) return broken('the BMP says that it has a negative width');
  if (!DEPTHS.includes(depth)) return broken(`the BMP says that it has ${depth} bits a pixel`);
  if (![...UNCOMPRESSED, ...RUN_LENGTH].includes(compression))
    return broken('the BMP uses a coding that most programs cannot read');
  const rowBytes = Math.ceil((width * depth) / 32) * 4;
  const pixelsAt = bytes.getUint32(10, true);
  if (pixelsAt < FILE_HEADER_BYTES + headerBytes) return broken('the BMP says that its pixels begin inside its header');
  if (UNCOMPRESSED.includes(compression) && pixelsAt + rowBytes * height > head.totalBytes) {
    return broken(`the BMP says that it has ${width}x${height} pixels, and the file is too short for them`);
  }
  // Stryker disable next-line BooleanLiteral: equivalent - a mask is empty in either byte order
  const alphaMask = headerBytes >= 56 && headerBytes !== 64 ? bytes.getUint32(66, true) : 0;
  const notes: PictureNote[] = depth === 32 && alphaMask !== 0 ? ['alpha-ignored'] : [];
  return { kind: 'picture', mediaType: 'image/bmp', width, height, animated: false, notes };
};
