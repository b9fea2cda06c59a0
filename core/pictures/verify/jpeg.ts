/** A JPEG (ITU-T T.81): segments, a frame header with a size, at least one scan with data, and its end. */
import { damaged } from './damaged.ts';
import { type Format, pass, seek, take } from './parts.ts';
import { type PictureSize, plausibleSize } from './plausible.ts';

const [SOI, EOI, SOS, FILL] = [0xd8, 0xd9, 0xda, 0xff];

/** Frame headers: every marker from SOF0 to SOF15 that is not a table (DHT, JPG, DAC). */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Markers without a length: TEM, and the restarts and SOI that stand alone. */
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= SOI);
/** In a scan, an escaped 0xff, a fill byte or a restart: the data goes on. */
const goesOn = (marker: number): boolean => marker === 0 || marker === FILL || (marker >= 0xd0 && marker <= 0xd7);

/** Pixels that one byte of scans may stand for at most: eight times what blocks of one bit each would need. */
const PIXELS_PER_BYTE = 4096;

/** Whether a file begins as every JPEG does. */
export const beginsAsJpeg = (head: Uint8Array): boolean => head[0] === 0xff && head[1] === SOI && head[2] === 0xff;

/** Follows a JPEG to its end marker. Stray bytes between segments are read over, as every decoder does. @throws ResultUnavailable RESULT_DAMAGED */
export function* jpegFormat(what: string): Format<PictureSize> {
  yield* take(2);
  let size: PictureSize | undefined;
  let scanned = 0;
  let marker = yield* nextMarker();
  while (marker !== EOI) {
    if (standsAlone(marker)) {
      marker = yield* nextMarker();
      continue;
    }
    const left = (yield* take(2)).readUInt16BE(0) - 2;
    if (left < 0) throw damaged(what, 'has a segment without a length');
    if (isFrame(marker) && size === undefined) size = yield* frame(what, left);
    else yield* pass(left);
    if (marker !== SOS) {
      marker = yield* nextMarker();
      continue;
    }
    if (size === undefined) throw damaged(what, 'has pixels before it says how large it is');
    const scan = yield* scanTo();
    scanned += scan.bytes;
    marker = scan.marker;
  }
  if (size === undefined || scanned * PIXELS_PER_BYTE < size.width * size.height)
    throw damaged(what, 'has no pixel data, or hardly any');
  return size;
}

/** The marker that comes next. */
function* nextMarker(): Format<number> {
  yield* seek(0xff);
  let marker = FILL;
  while (marker === FILL || marker === 0) marker = (yield* take(1)).readUInt8(0);
  return marker;
}

/** Goes through the data of a scan, and answers its bytes and the marker that ends it. */
function* scanTo(): Format<{ readonly bytes: number; readonly marker: number }> {
  for (let bytes = 0; ; ) {
    bytes += (yield* seek(0xff)) - 1;
    let marker = (yield* take(1)).readUInt8(0);
    while (marker === FILL) marker = (yield* take(1)).readUInt8(0);
    if (!goesOn(marker)) return { bytes, marker };
    bytes += 1;
  }
}

function* frame(what: string, left: number): Format<PictureSize> {
  if (left < 6) throw damaged(what, 'has a damaged frame header');
  const header = yield* take(6);
  yield* pass(left - 6);
  return plausibleSize(what, { width: header.readUInt16BE(3), height: header.readUInt16BE(1) });
}
