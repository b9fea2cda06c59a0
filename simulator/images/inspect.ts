/** Looks at the input images of a task: fetch, decode, check, keep. */
import type { InspectInput } from '../model-studio/contract.ts';
import type { ImageRef, Verdict } from '../model-studio/task.ts';
import { fetchImage, ImageError } from './fetch-image.ts';
import type { ImageFolder } from './image-folder.ts';
import { readImage } from './read-image.ts';

/** The file key of an input image of a task. */
export const inputKey = (taskId: string, index: number): string => `input-${taskId}-${index}`;

/** Creates the inspector of input images: fetches, decodes and checks them, and keeps them for rendering. */
export const createInspector = (deps: {
  readonly files: ImageFolder;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly readUpload: (address: string, account: string) => Promise<Uint8Array | undefined>;
}): ((input: InspectInput) => Promise<Verdict>) => {
  const keep = async (input: InspectInput, image: string, index: number): Promise<ImageRef> => {
    const readUpload = async (address: string) => (input.resolveOss ? deps.readUpload(address, input.account) : undefined);
    const bytes = await fetchImage(image, { fetch: deps.fetch, timeoutMs: deps.timeoutMs, readUpload });
    const checked = await readImage(bytes);
    const key = inputKey(input.taskId, index);
    await deps.files.put(key, checked.jpeg);
    return { key, width: checked.width, height: checked.height };
  };

  return async (input) => {
    try {
      return { ok: true, images: await Promise.all(input.images.map((image, index) => keep(input, image, index))) };
    } catch (error) {
      if (error instanceof ImageError) return { ok: false, code: error.code, message: error.message };
      throw error;
    }
  };
};
