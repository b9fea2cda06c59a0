/** Images named on the command line: files are checked here and uploaded, URLs go on as they are. */
import { open, readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Client } from '#client/client.ts';
import { InvalidEdit } from '#core/errors.ts';
import { checkPicture, FIRST_READ_BYTES } from '#core/pictures/check-picture.ts';
import type { InputMediaType } from '#core/service/limits.ts';
import { UsageError } from '../command.ts';

/** One image of an edit, ready to be named in a request. */
export type ImageArgument =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'file'; readonly path: string; readonly name: string; readonly mediaType: InputMediaType };

/** Longest file name that the API takes, in characters. */
const MAX_NAME_CHARACTERS = 200;

/** Looks at an image without sending anything. @throws UsageError when the file cannot be read, InvalidEdit when it is no acceptable image */
export const readImageArgument = async (argument: string, cwd: string): Promise<ImageArgument> => {
  if (/^https?:\/\//i.test(argument)) return { kind: 'url', url: argument };
  const path = resolve(cwd, argument);
  const { head, bytes } = await readHead(path, argument);
  const check = checkPicture(head, bytes, argument);
  if (check.outcome === 'refused') throw new InvalidEdit(check.problem);
  if (check.outcome === 'needs') throw new UsageError(`the header of ${argument} cannot be read`, 'Save the image again.');
  return { kind: 'file', path, name: uploadName(path), mediaType: check.picture.mediaType };
};

/** The end of the file's name; a cut through a surrogate pair would leave half a character, which no key may have. */
const uploadName = (path: string): string =>
  basename(path)
    .slice(-MAX_NAME_CHARACTERS)
    .replace(/^[\uDC00-\uDFFF]/, '');

/** As many of the first bytes as the header check needs. */
const readHead = async (path: string, argument: string): Promise<{ readonly head: Uint8Array; readonly bytes: number }> => {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      let head = new Uint8Array(0);
      for (let wanted = Math.min(FIRST_READ_BYTES, size); wanted > head.length; ) {
        const buffer = new Uint8Array(wanted);
        const { bytesRead } = await file.read(buffer, 0, wanted, 0);
        head = buffer.subarray(0, bytesRead);
        const check = checkPicture(head, size, argument);
        wanted = check.outcome === 'needs' && bytesRead === wanted ? check.bytes : 0;
      }
      return { head, bytes: size };
    } finally {
      await file.close();
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`the image ${argument} cannot be read: ${why}`, 'Check the name, or quote it if it has spaces.', {
      cause,
    });
  }
};

/** Uploads files and answers how a request names each image. @throws ApiError */
export const uploadImages = (client: Client, images: readonly ImageArgument[], signal: AbortSignal): Promise<readonly string[]> =>
  Promise.all(
    images.map(async (image) => {
      if (image.kind === 'url') return image.url;
      const file = new File([await readFile(image.path)], image.name, { type: image.mediaType });
      return client.uploads.upload(file, { signal });
    }),
  );
