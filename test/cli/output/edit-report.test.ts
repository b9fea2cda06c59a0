import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyResults, problemReport, type StoredImage } from '#cli/output/edit-report.ts';
import type { EditView } from '#client/types.ts';

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

describe('why images are missing', () => {
  const problem = (message: string) => ({ code: 'A_CODE', message, hint: 'Do this.' });
  const view = (change: object): EditView => ({ statusText: 'Done in part', results: [], ...change }) as unknown as EditView;

  it('is said for the edit, for each image that says something else, and with what was charged', () => {
    const results = [
      { index: 1, key: 'x' },
      { index: 2, problem: problem('the content was refused') },
    ];
    const edit = view({ results, problem: problem('1 of 2 images are stored: gone'), usage: { imageCount: 1 } });
    expect(problemReport(edit)).toBe(
      'Done in part: 1 of 2 images are stored: gone\nDo this.\nimage 2: the content was refused\nDo this.\nCharged: 1 image.\n',
    );
  });

  it('is said once where the edit and an image have the same reason', () => {
    const lacking = problem('the service returned 0 of 2 images');
    const results = [
      { index: 1, problem: lacking },
      { index: 2, problem: lacking },
    ];
    expect(problemReport(view({ results, problem: lacking, usage: { imageCount: 0 } }))).toBe(
      'Done in part: the service returned 0 of 2 images\nDo this.\nCharged: 0 images.\n',
    );
    const partial = problem(`0 of 2 images are stored: ${lacking.message}`);
    expect(problemReport(view({ results, problem: partial }))).toBe(`Done in part: ${partial.message}\nDo this.\n`);
  });

  it('is nothing where none is missing, whatever was charged', () => {
    expect(problemReport(view({ results: [{ index: 1, key: 'x' }], usage: { imageCount: 1 } }))).toBe('');
  });
});
