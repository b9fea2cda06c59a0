import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyResults, type StoredImage } from '#cli/output/edit-report.ts';

const image = (folder: string, name: string): StoredImage => ({
  path: join(folder, name),
  key: `results/photo.png/x/${name}`,
  width: 1,
  height: 1,
  bytes: 1,
  sha256: 'a',
});

describe('copies of results', () => {
  it('are named after the first image and end as what they are, and never replace a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'report-'));
    for (const name of ['1.png', '2.jpg', '3.webp']) await writeFile(join(folder, name), name);
    const out = join(folder, 'out');
    const images = ['1.png', '2.jpg', '3.webp'].map((name) => image(folder, name));
    const copied = await copyResults(images, out, 'photo.png');
    expect(copied.map(({ path }) => path)).toEqual(['photo-1.png', 'photo-2.jpg', 'photo-3.webp'].map((name) => join(out, name)));
    expect(await readFile(join(out, 'photo-2.jpg'), 'utf8')).toBe('2.jpg');
    await copyResults(images.slice(1, 2), out, 'photo.png');
    await copyResults(images.slice(1, 2), out, 'photo.png');
    expect((await readdir(out)).sort()).toEqual(['photo-1 (1).jpg', 'photo-1.jpg', 'photo-1.png', 'photo-2.jpg', 'photo-3.webp']);
  });
});
