/** What `edit` prints when an edit has ended. */
import { constants, copyFile, mkdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { EditView } from '#client/types.ts';

/** One stored result, with the path of its file. */
export interface StoredImage {
  readonly path: string;
  readonly key: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The results of an edit below a home. */
export const storedImages = (edit: EditView, home: string): readonly StoredImage[] =>
  edit.results.flatMap((result) => {
    if ('problem' in result) return [];
    const { key, width, height, bytes, sha256 } = result;
    return [{ path: join(home, ...key.split('/')), key, width, height, bytes, sha256 }];
  });

/** Copies results into a folder as `<name>-<n>.png`, never over a file that is there. Answers them with their new paths. */
export const copyResults = async (
  images: readonly StoredImage[],
  folder: string,
  firstPicture: string,
): Promise<readonly StoredImage[]> => {
  await mkdir(folder, { recursive: true });
  const name = nameOf(firstPicture);
  const copied: StoredImage[] = [];
  for (const [index, image] of images.entries()) {
    copied.push({ ...image, path: await copyOnce(image.path, folder, `${name}-${index + 1}`) });
  }
  return copied;
};

const nameOf = (picture: string): string => {
  const path = /^https?:\/\//i.test(picture) ? new URL(picture).pathname : picture;
  return basename(path, extname(path)).replace(/[\\/:*?"<>|\p{Cc}]/gu, '_') || 'edit';
};

const MOST_NAMES = 10_000;

const copyOnce = async (from: string, folder: string, name: string): Promise<string> => {
  for (let count = 0; count < MOST_NAMES; count += 1) {
    const path = join(folder, `${name}${count === 0 ? '' : ` (${count})`}.png`);
    try {
      await copyFile(from, path, constants.COPYFILE_EXCL);
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  throw new Error(`${folder} has ${MOST_NAMES} files named ${name}`);
};

/** The one object that `--json` prints. */
export const jsonReport = (edit: EditView, images: readonly StoredImage[]): string =>
  `${JSON.stringify({
    id: edit.id,
    status: edit.status,
    taskId: edit.taskId ?? null,
    prompt: edit.prompt,
    actualPrompt: edit.actualPrompt ?? null,
    images,
    usage: { imageCount: edit.usage?.imageCount ?? 0 },
    times: edit.times,
    ...(edit.problem === undefined ? {} : { problem: edit.problem }),
  })}\n`;

/** Why pictures are missing or an edit has none: lines for a person. */
export const problemReport = (edit: EditView): string => {
  const withheld = edit.results.flatMap((result) =>
    'problem' in result ? [`picture ${result.index}: ${result.problem.message}\n${result.problem.hint}\n`] : [],
  );
  const whole = edit.problem === undefined ? [] : [`${edit.statusText}: ${edit.problem.message}\n${edit.problem.hint}\n`];
  return [...whole, ...withheld].join('');
};
