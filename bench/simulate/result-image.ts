/** The result images of the simulated service: one pixel, and a text that says which image of which task it is. */
import { deflateSync } from 'node:zlib';
import { pngChunk } from '#test/support/pictures/png.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const BEGINNING = Buffer.concat([SIGNATURE, pngChunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]))]);
const END = Buffer.concat([pngChunk('IDAT', deflateSync(Buffer.from([0, 128]))), pngChunk('IEND', new Uint8Array())]);

/** Image `index` (from 1) of a task: no two are the same, so that a mix-up shows. */
export const resultImage = (taskId: string, index: number): Uint8Array =>
  Buffer.concat([BEGINNING, pngChunk('tEXt', Buffer.from(`Comment\0${taskId} ${index}`, 'latin1')), END]);
