/** Reading the headers of made-up picture files in tests. */
import { formatOf } from '#core/pictures/header/formats.ts';
import type { FileHead, HeaderReading } from '#core/pictures/header/reading.ts';

const view = (file: Uint8Array): DataView => new DataView(file.buffer, file.byteOffset, file.byteLength);
/** The file with bytes written at a place. */
export const patched = (file: Uint8Array, at: number, ...bytes: readonly number[]): Uint8Array => {
  const copy = Uint8Array.from(file);
  copy.set(bytes, at);
  return copy;
};
/** What the reader says: why it is broken, how many bytes it needs, or the picture. */
export const said = (read: (head: FileHead) => HeaderReading, file: Uint8Array, totalBytes = file.length) => {
  const reading = read({ bytes: view(file), totalBytes });
  if (reading.kind === 'broken') return reading.why;
  return reading.kind === 'needs' ? reading.bytes : `${reading.width}x${reading.height} ${reading.notes.join(' ')}`.trim();
};
/** Media type of the format that the first bytes show; undefined for none. */
export const formatNameOf = (file: Uint8Array): string | undefined => formatOf(view(file))?.mediaType;
