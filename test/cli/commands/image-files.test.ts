import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImageArgument } from '#cli/commands/image-files.ts';
import { pngFile } from '#test/support/pictures/picture-files.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('the name under which a file is uploaded', () => {
  const nameOf = async (fileName: string): Promise<string> => {
    await writeFile(join(folder, fileName), pngFile());
    const image = await readImageArgument(fileName, folder);
    return image.kind === 'file' ? image.name : '';
  };

  it.each([
    ['图片.png', '图片.png'],
    [`${'x'.repeat(197)}.png`, `${'x'.repeat(196)}.png`],
    [`a🖼${'x'.repeat(195)}.png`, `${'x'.repeat(195)}.png`],
  ])('of %j is at most 200 characters from its end, none of them half an emoji', async (fileName, name) => {
    expect(await nameOf(fileName)).toBe(name);
  });
});
