/** Taking images into the draft: look at the first bytes, decode once for the sides, upload, and say what is wrong where it is. */
import { useCallback, useRef } from 'preact/hooks';
import type { Client } from '#client/client.ts';
import { checkPicture, FIRST_READ_BYTES, type PictureCheck } from '#core/pictures/check-picture.ts';
import type { DraftAction } from '../state/draft.ts';
import { type DraftImage, imageLink, nameOfLink, roomFor } from '../state/draft-image.ts';
import { errorToProblem, useClient } from './client-context.ts';
import { sendWithProgress } from './send-with-progress.ts';

/** How images come in and leave. */
export interface ImageActions {
  /** Takes as many files as there is room for; answers how many were left out. */
  readonly addFiles: (files: readonly File[]) => number;
  /** Takes an http(s) link; false when the text is none or there is no room. */
  readonly addLink: (text: string) => boolean;
  readonly remove: (image: DraftImage) => void;
  readonly move: (id: string, to: number) => void;
}

type Dispatch = (action: DraftAction) => void;

/** The actions for a draft's images. */
export const useDraftImages = (images: readonly DraftImage[], dispatch: Dispatch): ImageActions => {
  const client = useClient();
  const uploads = useRef(new Map<string, AbortController>());
  const addFiles = useCallback(
    (files: readonly File[]) => {
      const taken = files.slice(0, roomFor(images)).map((file) => ({ file, id: crypto.randomUUID() }));
      dispatch({ type: 'add-images', images: taken.map(({ file, id }) => newImage(id, file)) });
      for (const { file, id } of taken) {
        const controller = new AbortController();
        uploads.current.set(id, controller);
        takeFile({ client, file, id, dispatch, signal: controller.signal }).catch(() => undefined);
      }
      return files.length - taken.length;
    },
    [client, images, dispatch],
  );
  const addLink = useCallback(
    (text: string) => {
      const link = imageLink(text);
      if (link === undefined || roomFor(images) === 0) return false;
      const image: DraftImage = { id: crypto.randomUUID(), name: nameOfLink(link), status: { kind: 'ready', reference: link } };
      dispatch({ type: 'add-images', images: [image] });
      return true;
    },
    [images, dispatch],
  );
  const remove = useCallback(
    (image: DraftImage) => {
      uploads.current.get(image.id)?.abort();
      uploads.current.delete(image.id);
      if (image.preview?.startsWith('blob:')) URL.revokeObjectURL(image.preview);
      dispatch({ type: 'remove-image', id: image.id });
    },
    [dispatch],
  );
  const move = useCallback((id: string, to: number) => dispatch({ type: 'move-image', id, to }), [dispatch]);
  return { addFiles, addLink, remove, move };
};

const newImage = (id: string, file: File): DraftImage => ({
  id,
  name: file.name || 'pasted image',
  bytes: file.size,
  status: { kind: 'checking' },
});

interface Taking {
  readonly client: Client;
  readonly file: File;
  readonly id: string;
  readonly dispatch: Dispatch;
  readonly signal: AbortSignal;
}

const takeFile = async ({ client, file, id, dispatch, signal }: Taking): Promise<void> => {
  const update = (change: Partial<Omit<DraftImage, 'id'>>) => {
    if (!signal.aborted) dispatch({ type: 'update-image', id, change });
  };
  try {
    const name = file.name || 'the pasted image';
    const check = await checkFile(file, `“${name}”`);
    if (check.outcome !== 'accepted') return update({ status: { kind: 'rejected', problem: check.problem } });
    if (!(await decodes(file))) return update({ status: { kind: 'rejected', problem: undecodable(`“${name}”`) } });
    const { width, height, mediaType } = check.picture;
    update({ preview: URL.createObjectURL(file), width, height, status: { kind: 'uploading', share: 0 } });
    const send = sendWithProgress((share) => update({ status: { kind: 'uploading', share } }));
    const typed = new File([file], file.name || 'pasted.png', { type: mediaType });
    const reference = await client.uploads.upload(typed, { signal, send });
    update({ status: { kind: 'ready', reference } });
  } catch (error) {
    update({ status: { kind: 'rejected', problem: errorToProblem(error) } });
  }
};

/** The verdict of core's own header check, which the API will give again. */
const checkFile = async (file: File, name: string): Promise<Exclude<PictureCheck, { readonly outcome: 'needs' }>> => {
  let check: PictureCheck = { outcome: 'needs', bytes: Math.min(FIRST_READ_BYTES, file.size) };
  while (check.outcome === 'needs') {
    const head: Uint8Array = new Uint8Array(await file.slice(0, check.bytes).arrayBuffer());
    check = checkPicture(head, file.size, name);
  }
  return check;
};

/** Whether the browser can decode the pixels too: a header may be fine over a file that was cut short. */
const decodes = async (file: File): Promise<boolean> => {
  try {
    (await createImageBitmap(file)).close();
    return true;
  } catch {
    return false;
  }
};

const undecodable = (name: string) => ({
  code: 'PICTURE_BROKEN',
  message: `${name} cannot be opened as an image`,
  hint: 'The file is damaged or cut short. Export or copy it again.',
});
