/** PNG headers, animated ones included (PNG Specification, third edition). */
import { broken, type FileHead, fourCharacters, goesOnAt, type HeaderReading, has, type PictureNote } from './reading.ts';

const SIGNATURE_BYTES = 8;
const IHDR_DATA = 16;
const AFTER_IHDR = 33;

/** Bit depths that each colour type allows. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** Whether the bytes begin as every PNG does. */
export const isPng = (bytes: DataView): boolean =>
  bytes.byteLength >= 8 && bytes.getUint32(0) === 0x89504e47 && bytes.getUint32(4) === 0x0d0a1a0a;

/** Reads the chunks up to the first pixel data. */
export const readPng = (head: FileHead): HeaderReading => {
  const { bytes } = head;
  if (!has(head, 0, AFTER_IHDR)) return goesOnAt(head, AFTER_IHDR);
  if (bytes.getUint32(SIGNATURE_BYTES) !== 13 || fourCharacters(bytes, 12) !== 'IHDR') {
    return broken('the PNG does not begin with an IHDR chunk');
  }
  if (crc32(bytes, 12, 17) !== bytes.getUint32(29)) return broken('the checksum of the PNG header is wrong');
  const depth = bytes.getUint8(24);
  const colourType = bytes.getUint8(25);
  if (!DEPTHS[colourType]?.includes(depth)) return broken(`colour type ${colourType} with ${depth} bits does not exist in PNG`);

  const chunks = chunksBeforePixels(head);
  if ('kind' in chunks) return chunks;
  const notes: PictureNote[] = [];
  if (colourType >= 4 || chunks.names.includes('tRNS')) notes.push('alpha-ignored');
  if (depth === 16) notes.push('16-bit');
  return {
    kind: 'picture',
    mediaType: 'image/png',
    width: bytes.getUint32(IHDR_DATA),
    height: bytes.getUint32(IHDR_DATA + 4),
    animated: chunks.names.includes('acTL'),
    notes,
  };
};

const chunksBeforePixels = (head: FileHead): HeaderReading | { readonly names: readonly string[] } => {
  // Stryker disable next-line ArrayDeclaration: equivalent - it is asked only for names of chunks
  const names: string[] = [];
  for (let offset = AFTER_IHDR; ; ) {
    if (!has(head, offset, 8)) return goesOnAt(head, offset + 8);
    const length = head.bytes.getUint32(offset);
    const name = fourCharacters(head.bytes, offset + 4);
    // Stryker disable next-line Regex: equivalent - a name has four characters
    if (!/^[A-Za-z]{4}$/.test(name)) return broken('the PNG has a chunk without a proper name');
    const next = offset + 12 + length;
    if (next > head.totalBytes) return broken(`the PNG says that ${name} has ${length} bytes, and the file is shorter`);
    if (name === 'IDAT') return { names };
    if (name === 'IEND') return broken('the PNG has no pixel data');
    names.push(name);
    offset = next;
  }
};

/** CRC-32 as PNG defines it. Ours, not node:zlib's, because the console checks pictures in the browser too; bit by bit, since it runs over 17 bytes only. */
const crc32 = (bytes: DataView, offset: number, length: number): number => {
  let crc = 0xffffffff;
  for (let at = offset; at < offset + length; at += 1) {
    crc ^= bytes.getUint8(at);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
};
