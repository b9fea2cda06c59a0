/** The result images of the simulated service: one pixel, and a text that says which image of which task it is. */
import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const chunk = (type: string, data: Uint8Array): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
};

const BEGINNING = Buffer.concat([SIGNATURE, chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]))]);
const END = Buffer.concat([chunk('IDAT', deflateSync(Buffer.from([0, 128]))), chunk('IEND', new Uint8Array())]);

/** Image `index` (from 1) of a task: no two are the same, so that a mix-up shows. */
export const resultImage = (taskId: string, index: number): Uint8Array =>
  Buffer.concat([BEGINNING, chunk('tEXt', Buffer.from(`Comment\0${taskId} ${index}`, 'latin1')), END]);
