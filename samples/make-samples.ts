/** Draws the two sample images that Darkroom shows itself with: `npx node samples/make-samples.ts`. */
import { join } from 'node:path';
import sharp from 'sharp';
import { CLOCK } from './clock.ts';
import { VASE_ON_A_TABLE } from './vase-on-a-table.ts';

await sharp(Buffer.from(CLOCK))
  .png({ compressionLevel: 9, palette: true, quality: 92 })
  .toFile(join(import.meta.dirname, 'clock.png'));
await sharp(Buffer.from(VASE_ON_A_TABLE))
  .jpeg({ quality: 86, mozjpeg: true })
  .toFile(join(import.meta.dirname, 'vase-on-a-table.jpg'));
