/** What a new home shows itself with: one image edited by a preset, and two fused by a written request. */
import { access, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples');

/** The preset whose folder the sample upload goes to. */
export const SAMPLE_PRESET = 'lighting';

const REQUEST = {
  prompt: 'Place the alarm clock from image 1 on the table in image 2, to the left of the vase',
  images: ['requests/clock.png', 'requests/vase-on-a-table.jpg'],
};

/** Puts the samples into a home once, also when they were deleted since; images first, so that the request finds them. */
export const putSamples = async (home: string): Promise<void> => {
  const marker = join(home, '.samples');
  const done = await access(marker).then(
    () => true,
    () => false,
  );
  if (done) return;
  await writeFile(marker, '');
  await copyInto(home, 'clock.png', 'requests/clock.png');
  await copyInto(home, 'vase-on-a-table.jpg', 'requests/vase-on-a-table.jpg');
  await writeFile(join(home, 'requests', 'clock-by-the-vase.json'), `${JSON.stringify(REQUEST, null, 2)}\n`);
  await copyInto(home, 'vase-on-a-table.jpg', `uploads/${SAMPLE_PRESET}/vase-on-a-table.jpg`);
};

const copyInto = async (home: string, sample: string, key: string): Promise<void> => {
  const path = join(home, ...key.split('/'));
  await mkdir(dirname(path), { recursive: true });
  await copyFile(join(SAMPLES, sample), path);
};
