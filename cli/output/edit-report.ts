/** What `edit` and `retry` print when an edit has ended. */
import { randomUUID } from 'node:crypto';
import { constants, copyFile, link, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { EditView } from '#client/types.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { EXIT, type ExitCode, UsageError } from '../command.ts';
import type { Connection } from '../connect.ts';
import { jsonLine } from './print.ts';

/** One stored result, with the path of its file on this machine when it has one. */
export interface StoredImage {
  readonly path?: string;
  readonly key: string;
  readonly url?: string;
  readonly mediaType?: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** The results of an edit, with their paths below the home when that is here. */
export const storedImages = (
  edit: EditView,
  { place, url: baseUrl }: Pick<Connection, 'place' | 'url'>,
): readonly StoredImage[] =>
  edit.results.flatMap((result) => {
    if ('problem' in result) return [];
    const { key, width, height, bytes, sha256, url, mediaType } = result;
    return [
      {
        ...(place.kind === 'here' ? { path: join(place.home, ...key.split('/')) } : {}),
        key,
        ...(url === undefined ? {} : { url: new URL(url, baseUrl).href }),
        ...omitUndefined({ mediaType }),
        width,
        height,
        bytes,
        sha256,
      },
    ];
  });

/** Brings results into a folder as `<name>-<n>` with the extension of what they are, never over a file that is there. Answers them with their new paths. */
export const copyResults = async (
  images: readonly StoredImage[],
  folder: string,
  firstImage: string,
): Promise<readonly StoredImage[]> => {
  await mkdir(folder, { recursive: true });
  const name = nameOf(firstImage);
  const copied: StoredImage[] = [];
  for (const [index, image] of images.entries()) {
    copied.push({ ...image, path: await bring(image, folder, `${name}-${index + 1}`, extname(image.key) || '.png') });
  }
  return copied;
};

const nameOf = (image: string): string => {
  const path = /^https?:\/\//i.test(image) ? new URL(image).pathname : image;
  return basename(path, extname(path)).replace(/[\\/:*?"<>|\p{Cc}]/gu, '_') || 'edit';
};

const bring = async ({ path, url, key }: StoredImage, folder: string, name: string, extension: string): Promise<string> => {
  if (path !== undefined) return freeName(folder, name, extension, (to) => copyFile(path, to, constants.COPYFILE_EXCL));
  const draft = join(folder, `.${randomUUID()}.part`);
  try {
    await download(url, key, draft);
    return await freeName(folder, name, extension, (to) => link(draft, to));
  } finally {
    await rm(draft, { force: true });
  }
};

const download = async (url: string | undefined, key: string, to: string): Promise<void> => {
  const response = url === undefined ? undefined : await fetch(url);
  if (response?.ok !== true) {
    throw new UsageError(
      `the result ${key} cannot be downloaded (HTTP ${response?.status ?? 'without a link'})`,
      'It is stored: copy it from the results bucket.',
    );
  }
  await writeFile(to, Buffer.from(await response.arrayBuffer()), { flag: 'wx' });
};

const MAX_NAMES = 10_000;

const freeName = async (
  folder: string,
  name: string,
  extension: string,
  place: (to: string) => Promise<void>,
): Promise<string> => {
  for (let count = 0; count < MAX_NAMES; count += 1) {
    const path = join(folder, `${name}${count === 0 ? '' : ` (${count})`}${extension}`);
    try {
      await place(path);
      return path;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  throw new Error(`${folder} has ${MAX_NAMES} files named ${name}`);
};

/** The one object that `--json` prints. */
export const jsonReport = (edit: EditView, images: readonly StoredImage[]): string =>
  jsonLine({
    id: edit.id,
    status: edit.status,
    taskId: edit.taskId ?? null,
    prompt: edit.prompt,
    actualPrompt: edit.actualPrompt ?? null,
    images,
    usage: { imageCount: edit.usage?.imageCount ?? 0 },
    times: edit.times,
    ...omitUndefined({ problem: edit.problem }),
  });

/** Why images are missing or an edit has none, each reason once, and what was charged all the same: lines for a person. */
export const problemReport = (edit: EditView): string => {
  const { problem } = edit;
  const withheld = edit.results.flatMap((result) =>
    'problem' in result && problem?.message.endsWith(result.problem.message) !== true
      ? [`image ${result.index}: ${result.problem.message}\n${result.problem.hint}\n`]
      : [],
  );
  const whole = problem === undefined ? [] : [`${edit.statusText}: ${problem.message}\n${problem.hint}\n`];
  const reasons = [...whole, ...withheld].join('');
  return reasons === '' || edit.usage === undefined ? reasons : `${reasons}${chargedLine(edit.usage.imageCount)}`;
};

const chargedLine = (count: number): string => `Charged: ${count} image${count === 1 ? '' : 's'}.\n`;

/** The exit status that an ended edit means. */
export const exitOf = ({ status }: Pick<EditView, 'status'>): ExitCode => {
  if (status === 'REJECTED') return EXIT.rejected;
  return status === 'SUCCEEDED' || status === 'PARTIAL' ? EXIT.done : EXIT.failed;
};
