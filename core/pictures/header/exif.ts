/** The orientation inside an EXIF block (Exif 2.32, tag 0x0112). */

const ORIENTATION_TAG = 0x0112;
const SHORT = 3;

/**
 * Orientation 1 to 8 from a TIFF structure that lies in [start, end) of `bytes`; undefined when it says nothing or makes no sense.
 * Only the first directory is read, so a directory that points to itself cannot keep the reader busy.
 */
export const exifOrientation = (bytes: DataView, start: number, end: number): number | undefined => {
  const size = end - start;
  // Stryker disable next-line EqualityOperator: equivalent - 14 bytes have no room for an entry either
  if (size < 14) return undefined;
  if (end > bytes.byteLength) return undefined;
  const order = bytes.getUint16(start);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  const directory = bytes.getUint32(start + 4, little);
  // Stryker disable next-line EqualityOperator: equivalent - a directory at the end has no room for an entry either
  if (directory + 2 > size) return undefined;
  const entries = bytes.getUint16(start + directory, little);
  for (let entry = 0; entry < entries; entry += 1) {
    const offset = directory + 2 + entry * 12;
    if (offset + 12 > size) return undefined;
    if (bytes.getUint16(start + offset, little) !== ORIENTATION_TAG) continue;
    const value = bytes.getUint16(start + offset + 8, little);
    return bytes.getUint16(start + offset + 2, little) === SHORT && value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
};
