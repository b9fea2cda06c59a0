/** JPEG headers (ITU-T T.81): segments up to the frame header. */
import { exifOrientation } from './exif.ts';
import { broken, type FileHead, goesOnAt, type HeaderReading, has, type PictureNote } from './reading.ts';

const SOI = 0xffd8;
const EXIF_IDENTIFIER = 0x45786966;

/** Frame headers of the codings that every decoder reads: baseline, extended sequential, progressive. */
const COMMON_FRAMES = [0xc0, 0xc1, 0xc2];
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const hasNoLength = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** Whether the bytes begin as every JPEG does. */
export const isJpeg = (bytes: DataView): boolean =>
  bytes.byteLength >= 3 && bytes.getUint16(0) === SOI && bytes.getUint8(2) === 0xff;

/** Reads segment after segment until the frame header, however large the metadata before it is. */
export const readJpeg = (head: FileHead): HeaderReading => {
  const { bytes } = head;
  let orientation: number | undefined;
  for (let offset = 2; ; ) {
    if (!has(head, offset, 2)) return goesOnAt(head, offset + 2);
    if (bytes.getUint8(offset) !== 0xff) return broken('the JPEG has bytes between its segments');
    const marker = bytes.getUint8(offset + 1);
    if (marker === 0xff || hasNoLength(marker)) {
      offset += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === 0xda || marker === 0xd9) return broken('the JPEG has no frame header before its pixels');
    if (!has(head, offset, 4)) return goesOnAt(head, offset + 4);
    const length = bytes.getUint16(offset + 2);
    if (length < 2) return broken('the JPEG has a segment without a length');
    if (isFrame(marker)) return readFrame(head, offset, marker, orientation);
    const end = offset + 2 + length;
    if (marker === 0xe1 && orientation === undefined) {
      if (end > bytes.byteLength) return goesOnAt(head, end);
      orientation = readExif(bytes, offset + 4, end);
    }
    offset = end;
  }
};

const readFrame = (head: FileHead, offset: number, marker: number, orientation: number | undefined): HeaderReading => {
  const { bytes } = head;
  if (!has(head, offset, 10)) return goesOnAt(head, offset + 10);
  if (!COMMON_FRAMES.includes(marker)) return broken('the JPEG uses a coding that most programs cannot read');
  const components = bytes.getUint8(offset + 9);
  if (![1, 3, 4].includes(components)) return broken(`the JPEG says that it has ${components} colour components`);
  const notes: PictureNote[] = [];
  if (components === 4) notes.push('cmyk');
  if (orientation !== undefined && orientation !== 1) notes.push('rotated-by-exif');
  return {
    kind: 'picture',
    mediaType: 'image/jpeg',
    width: bytes.getUint16(offset + 7),
    height: bytes.getUint16(offset + 5),
    animated: false,
    notes,
  };
};

const readExif = (bytes: DataView, start: number, end: number): number | undefined =>
  // Stryker disable next-line EqualityOperator: equivalent - behind the six bytes of the identifier nothing would follow
  end - start >= 6 && bytes.getUint32(start) === EXIF_IDENTIFIER ? exifOrientation(bytes, start + 6, end) : undefined;
